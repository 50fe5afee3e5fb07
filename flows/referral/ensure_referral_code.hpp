// A dealer's live code, for itself or for a campaign: the one there is, or a new one.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/referral/referral_code.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

struct EnsureReferralCode {
  DealerId dealer_id;
  std::string campaign_public_id;  // empty: the standing code
  std::string new_code;            // made by ReferralCodec; used when there is none yet
};

// Idempotent, also under concurrency. Refuses with kDealerNotFound, kReferralDealerSuspended,
// kCampaignUnknown, kCampaignClosed (over; a campaign that has not begun may prepare its codes),
// kReferralClash.
Result<db::ReferralCode> ensure_referral_code(db::Tx& tx, const EnsureReferralCode& command, Instant now);

}  // namespace fenrun::flows
