#include "flows/dealer/refuse_application.hpp"

#include "db/dealer/application.hpp"

namespace fenrun::flows {

Result<Application> refuse_application(db::Tx& tx, const RefuseApplicationCommand& command, Instant now) {
  auto application = db::lock_application_by_public_id(tx, command.application_public_id);
  if (!application) return kApplicationNotFound;
  const Done decided = decide_refusal(*application, command.reason);
  if (!decided) return decided.error();
  db::decide_application_row(tx, application->id,
                             {ApplicationState::refused, command.staff, now, command.reason});
  application->state = ApplicationState::refused;
  application->decided_by = command.staff;
  application->decided_at = now;
  application->decision_reason = command.reason;
  return *application;
}

}  // namespace fenrun::flows
