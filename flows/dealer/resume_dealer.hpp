// Ends a suspension.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"

namespace fenrun::flows {

struct ResumeDealerCommand {
  StaffId staff;
  std::string dealer_public_id;
  std::string reason;
};

// Refuses with kDealerNotFound, then as decide_resumption() does.
Result<Dealer> resume_dealer(db::Tx& tx, const ResumeDealerCommand& command, Instant now);

}  // namespace fenrun::flows
