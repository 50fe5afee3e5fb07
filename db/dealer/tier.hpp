// Rows of `tier`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/tier.hpp"

namespace fenrun::db {

std::optional<Tier> find_tier(Tx& tx, TierId id);
std::optional<Tier> find_tier_by_code(Tx& tx, std::string_view code);
// The tier of new dealers: the lowest rank. The migrations write the tiers, so there is always one.
Tier lowest_tier(Tx& tx);
std::vector<Tier> list_tiers(Tx& tx);  // lowest rank first

}  // namespace fenrun::db
