// A dealer, or an operator for the producer, invites people to the level below.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/invite.hpp"

namespace fenrun::flows {

struct CreateInviteCommand {
  ConsumerId consumer;  // the inviting dealer's own person; not set: an operator, who invites level 1 for the
                        // producer
  std::string code;     // at least 80 fresh random bits in base 32 (is_invite_code)
  InviteTerms terms;
};

// Refuses with kDealerNotFound (the consumer is no dealer), then as decide_invite() does.
Result<Invite> create_invite(db::Tx& tx, const CreateInviteCommand& command, Instant now);

}  // namespace fenrun::flows
