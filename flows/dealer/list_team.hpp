// A dealer's own team.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/page.hpp"

namespace fenrun::flows {

struct ListTeamQuery {
  ConsumerId consumer;           // the person whose team is asked for
  std::string parent_public_id;  // empty: the person's own children; else those of a dealer in the own branch
  PageRequest page;
};

// Direct children, oldest first, with masked names. Refuses with kDealerNotFound, also for dealers outside
// the person's branch.
Result<Page<Dealer>> list_team(db::Tx& tx, const ListTeamQuery& query, Instant now);

}  // namespace fenrun::flows
