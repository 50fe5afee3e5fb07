// Dealers for the console, and a dealer's own team.
#pragma once

#include <optional>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/page.hpp"

namespace fenrun::flows {

struct ListDealersQuery {
  std::optional<std::string> parent_public_id;  // "" lists the dealers right below the producer
  std::optional<int> level;
  std::optional<std::string> tier_code;
  std::optional<DealerState> state;
  std::string name_prefix;
  PageRequest page;
};

// Oldest first. Refuses with kTierNotFound and kDealerNotFound (the parent).
Result<Page<Dealer>> list_dealers(db::Tx& tx, const ListDealersQuery& query, Instant now);

struct ListTeamQuery {
  ConsumerId consumer;           // the person whose team is asked for
  std::string parent_public_id;  // empty: the person's own children; else those of a dealer in the own branch
  PageRequest page;
};

// Direct children, oldest first, with masked names. Refuses with kDealerNotFound, also for dealers outside
// the person's branch.
Result<Page<Dealer>> list_team(db::Tx& tx, const ListTeamQuery& query, Instant now);

}  // namespace fenrun::flows
