#include "flows/dealer/withdraw_application.hpp"

#include "db/dealer/application.hpp"

namespace fenrun::flows {

Result<Application> withdraw_application(db::Tx& tx, const WithdrawApplicationCommand& command, Instant now) {
  auto application = db::lock_application_by_public_id(tx, command.application_public_id);
  if (!application) return kApplicationNotFound;
  const Done decided = decide_withdrawal_of(*application, command.consumer);
  if (!decided) return decided.error();
  db::decide_application_row(tx, application->id, {ApplicationState::withdrawn, StaffId{}, now, ""});
  application->state = ApplicationState::withdrawn;
  application->decided_at = now;
  return *application;
}

}  // namespace fenrun::flows
