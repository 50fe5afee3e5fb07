// A dealer's own invites, or the producer's.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/dealer/invite.hpp"
#include "domain/page.hpp"

namespace fenrun::flows {

struct ListInvitesQuery {
  ConsumerId consumer;  // the dealer's own person; not set: the producer's invites, for an operator
  PageRequest page;
};

// Newest first. Refuses with kDealerNotFound (the consumer is no dealer).
Result<Page<Invite>> list_invites(db::Tx& tx, const ListInvitesQuery& query, Instant now);

}  // namespace fenrun::flows
