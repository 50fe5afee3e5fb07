#include "flows/push/sweep_pushes.hpp"

#include "db/push/wechat_push.hpp"

namespace fenrun::flows {

Result<SweptPushes> sweep_pushes(db::Tx& tx, const SweepPushes& command, Instant now) {
  SweptPushes swept;
  swept.pushes = db::sweep_wechat_pushes(tx, now - command.memory, command.rows_max);
  swept.is_done = swept.pushes < static_cast<std::uint64_t>(command.rows_max);
  return swept;
}

}  // namespace fenrun::flows
