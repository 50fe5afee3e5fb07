#include "flows/referral/ensure_referral_code.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/gate.hpp"
#include "db/referral/campaign.hpp"
#include "domain/referral/referral.hpp"

namespace fenrun::flows {
namespace {

// Unset for the standing code.
Result<CampaignId> campaign_of(db::Tx& tx, const std::string& public_id, Instant now) {
  if (public_id.empty()) return CampaignId{};
  const auto campaign = db::find_campaign_by_public_id(tx, public_id);
  if (!campaign) return kCampaignUnknown;
  if (campaign->period.ends_at <= now) return kCampaignClosed;
  return campaign->id;
}

}  // namespace

Result<db::ReferralCode> ensure_referral_code(db::Tx& tx, const EnsureReferralCode& command, Instant now) {
  // Held, so that no code is made for a dealership that ends at the same moment.
  db::hold_gates(tx, {command.dealer_id});
  const auto dealer = db::find_dealer(tx, command.dealer_id);
  if (!dealer) return kDealerNotFound;
  if (!dealer->is_active()) return kReferralDealerSuspended;
  const auto campaign = campaign_of(tx, command.campaign_public_id, now);
  if (!campaign) return campaign.error();
  if (const auto live = db::find_live_code(tx, dealer->id, *campaign)) return *live;

  const db::ReferralCode fresh{command.new_code, dealer->id, *campaign, std::nullopt, now};
  if (db::insert_referral_code(tx, fresh)) return fresh;
  // Another request of this dealer was quicker, or the random part met another dealer's.
  if (const auto live = db::find_live_code(tx, dealer->id, *campaign)) return *live;
  return kReferralClash;
}

}  // namespace fenrun::flows
