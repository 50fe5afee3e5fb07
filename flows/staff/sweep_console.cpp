#include "flows/staff/sweep_console.hpp"

#include "db/idempotency/idempotency.hpp"
#include "db/staff/login_failure.hpp"
#include "db/staff/staff_session.hpp"

namespace fenrun::flows {

Result<SweptConsole> sweep_console(db::Tx& tx, const SweepConsole& command, Instant now) {
  SweptConsole swept;
  swept.sessions = db::sweep_staff_sessions(tx, now, command.rows_max);
  swept.login_attempts = db::sweep_login_attempts(tx, now - kLoginWindow, command.rows_max);
  swept.replies = db::sweep_kept_replies(tx, now - command.reply_memory, command.rows_max);
  const auto most = static_cast<std::uint64_t>(command.rows_max);
  swept.is_done = swept.sessions < most && swept.login_attempts < most && swept.replies < most;
  return swept;
}

}  // namespace fenrun::flows
