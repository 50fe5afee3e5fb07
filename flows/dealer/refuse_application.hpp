// An operator refuses an applicant, with a reason that the applicant will read.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"

namespace fenrun::flows {

struct RefuseApplicationCommand {
  StaffId staff;
  std::string application_public_id;
  std::string reason;
};

// Refuses with kApplicationNotFound, then as decide_refusal() does. The invite keeps its use.
Result<Application> refuse_application(db::Tx& tx, const RefuseApplicationCommand& command, Instant now);

}  // namespace fenrun::flows
