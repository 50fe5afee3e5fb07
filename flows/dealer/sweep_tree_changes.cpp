#include "flows/dealer/sweep_tree_changes.hpp"

#include "db/dealer/tree_change.hpp"

namespace fenrun::flows {

Result<SweptTreeChanges> sweep_tree_changes(db::Tx& tx, const SweepTreeChanges& command, Instant now) {
  SweptTreeChanges swept;
  swept.changes = db::sweep_tree_changes(tx, now - command.memory, command.rows_max);
  swept.is_done = swept.changes < static_cast<std::uint64_t>(command.rows_max);
  return swept;
}

}  // namespace fenrun::flows
