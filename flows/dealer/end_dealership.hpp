// An operator ends a dealership, for good. Nothing of it is left to be used: referral codes and invites are
// revoked, the customers' bindings end, so that another dealer may bind them, and the face for dealers is
// closed. The row keeps its place in the tree as a leaf, and the sheet its journal. Where WeChat has said
// that the person closed their account, and they have not come back since, the account is deleted with it.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/ending.hpp"
#include "flows/consumer/log_out.hpp"

namespace fenrun::flows {

struct EndDealershipCommand {
  StaffId staff;
  std::string dealer_public_id;
  std::string reason;
};

struct EndedDealership {
  Dealer dealer;
  DealerEnding ending;
  bool is_account_deleted = false;
  EndedSessions sessions;  // of the account that was deleted
};

// Refuses with kDealerNotFound, then as decide_ending() does.
Result<EndedDealership> end_dealership(db::Tx& tx, const EndDealershipCommand& command, Instant now);

}  // namespace fenrun::flows
