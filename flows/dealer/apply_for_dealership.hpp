// A person asks, from the mini-program, to become a dealer.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/application.hpp"

namespace fenrun::flows {

struct ApplyForDealershipCommand {
  ConsumerId consumer;
  std::string application_public_id;  // a fresh ULID
  std::string name;
  std::string note;           // may be empty
  std::string invite_code;    // empty: level 1 below the producer
  int accepted_contract = 0;  // the number of the contract version that was shown and accepted
  std::string evidence;       // of the acceptance: address and trace, at most 255 characters
};

// Records the application and the acceptance of the contract. Refuses as decide_application() does.
Result<Application> apply_for_dealership(db::Tx& tx, const ApplyForDealershipCommand& command, Instant now);

}  // namespace fenrun::flows
