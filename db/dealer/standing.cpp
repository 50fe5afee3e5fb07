#include "db/dealer/standing.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <set>

namespace fenrun::db {
namespace {

struct Known {
  Standing now;
  std::map<Instant, Standing> begun;

  [[nodiscard]] Standing as_of(Instant instant) const {
    if (begun.empty() || begun.rbegin()->second != now) return now;
    const auto later = begun.upper_bound(instant);
    return later == begun.begin() ? later->second : std::prev(later)->second;
  }
};

std::map<DealerId, Known> read_known(Tx& tx, const std::set<DealerId>& dealers) {
  const std::vector<Param> params(dealers.begin(), dealers.end());
  std::map<DealerId, Known> known;
  for (const Row& row : tx.all_of(
           "SELECT d.id, d.tier_id, d.state = 'suspended', d.state = 'ended', s.valid_from, s.tier_id, "
           "s.is_suspended FROM dealer d LEFT JOIN dealer_standing s ON s.dealer_id = d.id WHERE d.id IN (",
           "?", params, ")")) {
    Known& one = known[row.id<DealerId>(0)];
    one.now = {row.id<TierId>(1), row.boolean(2), row.boolean(3)};
    if (!row.is_null(4))
      one.begun.emplace(row.time(4), Standing{row.id<TierId>(5), row.boolean(6), one.now.has_ended});
  }
  return known;
}

}  // namespace

void keep_standing(Tx& tx, DealerId dealer) {
  tx.execute(
      "INSERT INTO dealer_standing (dealer_id, valid_from, tier_id, is_suspended) SELECT id, '1970-01-01 "
      "00:00:00', tier_id, 0 FROM dealer WHERE id = ? AND NOT EXISTS (SELECT 1 FROM dealer_standing s WHERE "
      "s.dealer_id = ?)",
      {dealer, dealer});
}

void begin_standing(Tx& tx, DealerId dealer, Instant at) {
  const auto last =
      tx.one("SELECT valid_from FROM dealer_standing WHERE dealer_id = ? ORDER BY valid_from DESC LIMIT 1",
             {dealer});
  if (last) at = std::max(at, last->time(0) + std::chrono::microseconds(1));
  tx.execute_one(
      "INSERT INTO dealer_standing (dealer_id, valid_from, tier_id, is_suspended) SELECT id, ?, tier_id, "
      "state = 'suspended' FROM dealer WHERE id = ?",
      {at, dealer});
}

std::vector<Standing> standings_as_of(Tx& tx, std::span<const DealerAt> dealers) {
  std::set<DealerId> ids;
  for (const DealerAt& one : dealers) ids.insert(one.dealer);
  const auto known = read_known(tx, ids);
  std::vector<Standing> standings;
  standings.reserve(dealers.size());
  for (const DealerAt& one : dealers) standings.push_back(known.at(one.dealer).as_of(one.at));
  return standings;
}

}  // namespace fenrun::db
