#include "flows/dealer/move_branches.hpp"

#include "db/binding/relation_line.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"
#include "db/dealer/tree_change.hpp"
#include "flows/dealer/load_moves.hpp"

namespace fenrun::flows {
namespace {

// On the places as they are after the moves. A cycle of tree and bindings that was not there before leads
// through a moved dealer, from its new parent back to it.
Done check_binding_cycles(db::Tx& tx, const MovePlan& plan) {
  std::vector<FieldError> refused;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const MoveOutcome& row = plan.rows[i];
    if (row.to_parent == kProducer || !db::line_meets(tx, row.to_parent, row.dealer)) continue;
    refused.push_back(
        {"/moves/" + std::to_string(i), kMoveClosesBindingCycle.zh, kMoveClosesBindingCycle.en});
  }
  if (!refused.empty()) return Error(kMoveClosesBindingCycle, std::move(refused));
  return {};
}

}  // namespace

Result<MovePlan> move_branches(db::Tx& tx, const MoveBranchesCommand& command, Instant now) {
  const Done reason = check_reason(command.reason);
  if (!reason) return reason.error();
  const db::TreeLock tree = db::lock_tree(tx, now);
  auto loaded = load_moves(tx, command.moves);
  if (!loaded) return loaded.error();
  MovePlan plan = plan_moves(std::move(loaded->tree), loaded->moves);
  const Done decided = decide_moves(plan, command.preview_version);
  if (!decided) return decided.error();

  // The changes are in id order, and so are the row locks that the updates take. The new parents are not
  // locked: the tree lock keeps them where they are, and a suspension that comes at the same moment counts as
  // coming after.
  std::vector<db::TreeChange> changes;
  changes.reserve(plan.changes.size());
  for (const PlaceChange& change : plan.changes) {
    db::update_dealer_place(tx, change);
    changes.push_back({change.dealer, change.parent_id, loaded->tiers.at(change.dealer)});
  }
  // The tree lock keeps bindings of dealers and other moves away until commit; a refusal undoes the updates.
  const Done sound = check_binding_cycles(tx, plan);
  if (!sound) return sound.error();
  db::change_places(tx, plan.changes, tree.at, command.reason, command.staff);
  db::append_tree_changes(tx, tree, changes);
  return plan;
}

}  // namespace fenrun::flows
