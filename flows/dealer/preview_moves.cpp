#include "flows/dealer/preview_moves.hpp"

#include "db/dealer/tree_change.hpp"
#include "flows/dealer/load_moves.hpp"

namespace fenrun::flows {

Result<MovePlan> preview_moves(db::Tx& tx, const PreviewMovesQuery& query, Instant) {
  db::hold_tree(tx);
  auto loaded = load_moves(tx, query.moves);
  if (!loaded) return loaded.error();
  return plan_moves(std::move(loaded->tree), loaded->moves);
}

}  // namespace fenrun::flows
