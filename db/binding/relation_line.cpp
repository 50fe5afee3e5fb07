#include "db/binding/relation_line.hpp"

#include <unordered_set>
#include <vector>

namespace fenrun::db {

// One query a dealer: only dealers who are bound themselves are walked, so this is rare, and the depth of a
// line of referrers has no bound that one statement could rely on.
bool line_meets(Tx& tx, DealerId start, DealerId target, const PlannedParents& planned) {
  std::unordered_set<DealerId> seen{start};
  std::vector<DealerId> ahead{start};
  while (!ahead.empty()) {
    const auto dealer = ahead.back();
    ahead.pop_back();
    if (dealer == target || seen.size() > kRelationLineMax) return true;
    const auto row = tx.one(
        "SELECT d.parent_id, b.dealer_id FROM dealer d"
        " LEFT JOIN binding b ON b.consumer_id = d.consumer_id AND b.active = 1 WHERE d.id = ?",
        {dealer});
    if (!row) continue;
    const auto moved = planned.find(dealer);
    const auto parent = moved == planned.end() ? row->id<DealerId>(0) : moved->second;
    for (const auto next : {parent, row->maybe_id<DealerId>(1).value_or(DealerId{})}) {
      if (next.is_set() && seen.insert(next).second) ahead.push_back(next);
    }
  }
  return false;
}

}  // namespace fenrun::db
