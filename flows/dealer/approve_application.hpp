// An operator makes an applicant a dealer.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"

namespace fenrun::flows {

struct ApproveApplicationCommand {
  StaffId staff;
  std::string application_public_id;
  std::string dealer_public_id;  // a fresh ULID
  std::string reason;            // may be empty
};

// Takes the next dense dealer id, writes dealer, first place and tree change, and consumes one use of the
// invite. Refuses with kReasonInvalid, kApplicationNotFound, then as decide_approval() does.
Result<Dealer> approve_application(db::Tx& tx, const ApproveApplicationCommand& command, Instant now);

}  // namespace fenrun::flows
