#include "flows/dealer/move_branches.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"
#include "db/dealer/tree_change.hpp"
#include "flows/dealer/plan_branch_moves.hpp"

namespace fenrun::flows {

Result<MovePlan> move_branches(db::Tx& tx, const MoveBranchesCommand& command, Instant now) {
  const Done reason = check_reason(command.reason);
  if (!reason) return reason.error();
  const db::TreeLock tree = db::lock_tree(tx, now);
  auto planned = plan_branch_moves(tx, command.moves);
  if (!planned) return planned.error();
  const MovePlan& plan = planned->plan;
  const Done decided = decide_moves(plan, command.preview_version);
  if (!decided) return decided.error();

  // The changes are in id order, and so are the row locks that the updates take. The new parents are not
  // locked: the tree lock keeps them where they are, and a suspension that comes at the same moment counts as
  // coming after.
  std::vector<db::TreeChange> changes;
  changes.reserve(plan.changes.size());
  for (const PlaceChange& change : plan.changes) {
    db::update_dealer_place(tx, change);
    changes.push_back({change.dealer, change.parent_id, planned->tiers.at(change.dealer)});
  }
  db::change_places(tx, plan.changes, tree.at, command.reason, command.staff);
  db::append_tree_changes(tx, tree, changes);
  return std::move(planned->plan);
}

}  // namespace fenrun::flows
