#include "flows/staff/sweep_console.hpp"

#include "db/idempotency/idempotency.hpp"
#include "db/staff/login_failure.hpp"
#include "db/staff/staff_session.hpp"
#include "db/staff/step_up.hpp"
#include "db/withdrawal/withdrawal_set.hpp"

namespace fenrun::flows {

Result<SweptConsole> sweep_console(db::Tx& tx, const SweepConsole& command, Instant now) {
  SweptConsole swept;
  swept.sessions = db::sweep_staff_sessions(tx, now, command.rows_max);
  swept.login_attempts = db::sweep_login_attempts(tx, now - kLoginWindow, command.rows_max);
  swept.replies = db::sweep_kept_replies(tx, now - command.reply_memory, command.rows_max);
  swept.step_ups = db::sweep_step_ups(tx, now - command.step_up_memory, command.rows_max);
  swept.sets = db::sweep_withdrawal_sets(tx, now - command.step_up_memory, command.sets_max);
  const auto most = static_cast<std::uint64_t>(command.rows_max);
  swept.is_done = swept.sessions < most && swept.login_attempts < most && swept.replies < most &&
                  swept.step_ups < most && swept.sets < static_cast<std::uint64_t>(command.sets_max);
  return swept;
}

}  // namespace fenrun::flows
