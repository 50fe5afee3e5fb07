// A suspended dealer keeps place, customers and balance, but invites nobody, and nobody new is bound to it or
// placed below it.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"

namespace fenrun::flows {

struct SuspendDealerCommand {
  StaffId staff;
  std::string dealer_public_id;
  std::string reason;
};

// Refuses with kDealerNotFound, then as decide_suspension() does.
Result<Dealer> suspend_dealer(db::Tx& tx, const SuspendDealerCommand& command, Instant now);

}  // namespace fenrun::flows
