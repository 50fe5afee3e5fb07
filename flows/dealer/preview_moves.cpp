#include "flows/dealer/preview_moves.hpp"

#include "db/dealer/tree_change.hpp"
#include "flows/dealer/plan_branch_moves.hpp"

namespace fenrun::flows {

Result<MovePlan> preview_moves(db::Tx& tx, const PreviewMovesQuery& query, Instant) {
  db::hold_tree(tx);
  auto planned = plan_branch_moves(tx, query.moves);
  if (!planned) return planned.error();
  return std::move(planned->plan);
}

}  // namespace fenrun::flows
