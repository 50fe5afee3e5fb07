#include "flows/dealer/preview_moves.hpp"

#include "flows/dealer/load_moves.hpp"

namespace fenrun::flows {

Result<MovePlan> preview_moves(db::Tx& tx, const PreviewMovesQuery& query, Instant) {
  auto loaded = load_moves(tx, query.moves);
  if (!loaded) return loaded.error();
  return plan_moves(std::move(loaded->tree), loaded->moves);
}

}  // namespace fenrun::flows
