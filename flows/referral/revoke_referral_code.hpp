// Takes a code out of use: later touches are refused, bindings made by it stay. The next
// ensure_referral_code() gives the dealer a new one.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

struct RevokeReferralCode {
  DealerId dealer_id;  // the owner
  std::string code;    // canonical
};

// Refuses with kReferralUnknown (also for another dealer's code), kReferralRevoked.
Done revoke_referral_code(db::Tx& tx, const RevokeReferralCode& command, Instant now);

}  // namespace fenrun::flows
