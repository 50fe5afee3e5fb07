#include "flows/consumer/sweep.hpp"

#include "db/consumer/consumer.hpp"
#include "db/session/session.hpp"

namespace fenrun::flows {

Result<Swept> sweep_logins(db::Tx& tx, const Sweep& command, Instant now) {
  Swept swept;
  swept.sessions = db::sweep_sessions(tx, now, command.rows_max);
  swept.login_codes = db::sweep_login_codes(tx, now - kLoginCodeMemory, command.rows_max);
  const auto full = static_cast<std::uint64_t>(command.rows_max);
  swept.is_done = swept.sessions < full && swept.login_codes < full;
  return swept;
}

}  // namespace fenrun::flows
