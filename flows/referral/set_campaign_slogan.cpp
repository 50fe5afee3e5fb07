#include "flows/referral/set_campaign_slogan.hpp"

#include "domain/referral/referral.hpp"

namespace fenrun::flows {

Result<CampaignSloganSet> set_campaign_slogan(db::Tx& tx, const SetCampaignSlogan& command, Instant now) {
  const auto before = db::lock_campaign_by_public_id(tx, command.campaign_public_id);
  if (!before) return kCampaignUnknown;
  if (before->period.ends_at <= now) return kCampaignClosed;
  if (const auto checked = check_slogan(command.slogan); !checked) return checked.error();
  db::Campaign after = *before;
  after.slogan = command.slogan;
  db::update_campaign_slogan(tx, after);
  return CampaignSloganSet{*before, std::move(after)};
}

}  // namespace fenrun::flows
