#include "db/dealer/tier.hpp"

#include <algorithm>
#include <stdexcept>

#define TIER_COLUMNS "id, code, name_zh, name_en, tier_rank"

namespace fenrun::db {
namespace {

Tier read_tier(const Row& row) {
  return Tier{row.id<TierId>(0), row.text(1), row.text(2), row.text(3), static_cast<int>(row.integer(4))};
}

}  // namespace

std::optional<Tier> find_tier(Tx& tx, TierId id) {
  const auto row = tx.one("SELECT " TIER_COLUMNS " FROM tier WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return read_tier(*row);
}

std::optional<Tier> find_tier_by_code(Tx& tx, std::string_view code) {
  // A handful of rows: read them all rather than compare an ASCII column with text from outside.
  const auto tiers = list_tiers(tx);
  const auto found =
      std::find_if(tiers.begin(), tiers.end(), [&](const Tier& tier) { return tier.code == code; });
  if (found == tiers.end()) return std::nullopt;
  return *found;
}

Tier lowest_tier(Tx& tx) {
  const auto row = tx.one("SELECT " TIER_COLUMNS " FROM tier ORDER BY tier_rank LIMIT 1");
  if (!row) throw std::logic_error("the tiers that the migrations write are missing");
  return read_tier(*row);
}

std::vector<Tier> list_tiers(Tx& tx) {
  std::vector<Tier> tiers;
  for (const Row& row : tx.all("SELECT " TIER_COLUMNS " FROM tier ORDER BY tier_rank"))
    tiers.push_back(read_tier(row));
  return tiers;
}

}  // namespace fenrun::db
