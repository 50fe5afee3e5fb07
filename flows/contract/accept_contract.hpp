// A person accepts the version in force, and who has yet to do so.
#pragma once

#include <optional>
#include <string>

#include "db/mysql/tx.hpp"
#include "domain/contract/contract.hpp"

namespace fenrun::flows {

struct AcceptContractCommand {
  ConsumerId consumer;
  int number = 0;        // the version that was shown
  std::string evidence;  // address and trace, at most 255 characters
};

// Accepting again changes nothing. Refuses with kContractNone and kContractNotCurrent.
Result<Contract> accept_contract(db::Tx& tx, const AcceptContractCommand& command, Instant now);

// The version in force that a dealer has still to accept; nothing when all is done, when none is in force, or
// when the person is no dealer.
Result<std::optional<Contract>> outstanding_contract(db::Tx& tx, const ConsumerId& consumer, Instant now);

}  // namespace fenrun::flows
