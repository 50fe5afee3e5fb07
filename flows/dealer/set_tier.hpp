// An operator gives a dealer another tier (等级). The level does not change.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/dealer/tier.hpp"

namespace fenrun::flows {

struct SetTierCommand {
  StaffId staff;
  std::string dealer_public_id;
  std::string tier_code;  // "junior", "gold" …: a code cannot be taken for a rank
  std::string reason;
};

// Refuses, in this order, with kReasonInvalid, kTierNotFound, kDealerNotFound, kDealerEnded,
// kTierUnchanged.
Result<Dealer> set_tier(db::Tx& tx, const SetTierCommand& command, Instant now);

}  // namespace fenrun::flows
