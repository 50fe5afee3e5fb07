// Dealers for the console.
#pragma once

#include <optional>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/page.hpp"

namespace fenrun::flows {

struct ListDealersQuery {
  std::optional<std::string> parent_public_id =
      std::nullopt;  // "" lists the dealers right below the producer
  std::optional<int> level = std::nullopt;
  std::optional<std::string> tier_code = std::nullopt;
  std::optional<DealerState> state = std::nullopt;
  std::string name_prefix = {};
  PageRequest page = {};
};

// Oldest first. Refuses with kTierNotFound and kDealerNotFound (the parent).
Result<Page<Dealer>> list_dealers(db::Tx& tx, const ListDealersQuery& query, Instant now);

}  // namespace fenrun::flows
