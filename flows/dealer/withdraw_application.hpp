// The applicant takes an open application back.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"

namespace fenrun::flows {

struct WithdrawApplicationCommand {
  ConsumerId consumer;
  std::string application_public_id;
};

// Refuses with kApplicationNotFound (also for another person's) and kApplicationDecided.
Result<Application> withdraw_application(db::Tx& tx, const WithdrawApplicationCommand& command, Instant now);

}  // namespace fenrun::flows
