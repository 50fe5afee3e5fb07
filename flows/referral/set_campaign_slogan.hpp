// An operator changes what the posters of a campaign say.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/referral/campaign.hpp"

namespace fenrun::flows {

struct SetCampaignSlogan {
  std::string campaign_public_id;
  std::string slogan;  // empty: the producer's
};

struct CampaignSloganSet {
  db::Campaign before;
  db::Campaign after;
};

// Posters that are drawn from now on have it; those that were taken away stay as they are. Refuses with
// kCampaignUnknown, kCampaignClosed (over), kCampaignSloganInvalid.
Result<CampaignSloganSet> set_campaign_slogan(db::Tx& tx, const SetCampaignSlogan& command, Instant now);

}  // namespace fenrun::flows
