#include "flows/dealer/plan_branch_moves.hpp"

#include "db/binding/relation_line.hpp"
#include "flows/dealer/load_moves.hpp"

namespace fenrun::flows {
namespace {

// On the places as they will be after the moves. A cycle of tree and bindings that is not there today leads
// through a moved dealer, from its new parent back to it. Whoever binds a dealer holds the tree as well, so
// what is found here stays so until the caller commits.
void refuse_binding_cycles(db::Tx& tx, MovePlan& plan) {
  db::PlannedParents planned;
  for (const PlaceChange& change : plan.changes) planned.emplace(change.dealer, change.parent_id);
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const MoveOutcome& row = plan.rows[i];
    if (row.refusal != nullptr || row.to_parent == kProducer) continue;
    if (db::line_meets(tx, row.to_parent, row.dealer, planned)) refuse_row(plan, i, kMoveClosesBindingCycle);
  }
}

}  // namespace

Result<PlannedMoves> plan_branch_moves(db::Tx& tx, std::span<const MoveRequest> requests) {
  auto loaded = load_moves(tx, requests);
  if (!loaded) return loaded.error();
  MovePlan plan = plan_moves(std::move(loaded->tree), loaded->moves);
  refuse_binding_cycles(tx, plan);
  return PlannedMoves{std::move(plan), std::move(loaded->tiers)};
}

}  // namespace fenrun::flows
