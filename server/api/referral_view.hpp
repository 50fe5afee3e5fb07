// Referral codes and campaigns as the API shows them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "db/referral/campaign.hpp"
#include "db/referral/referral_code.hpp"
#include "flows/referral/ensure_referral_code.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

// Looks up the campaigns that a page refers to, each once.
class CampaignNames {
 public:
  explicit CampaignNames(db::Tx& tx) : tx_(tx) {}
  // Nothing for an unset id.
  std::optional<std::string> public_id(CampaignId id);

 private:
  db::Tx& tx_;
  std::map<CampaignId, std::string> known_;
};

json::Writer referral_code_json(const db::ReferralCode& code, CampaignNames& campaigns);
json::Writer campaign_json(const db::Campaign& campaign);

// The dealer's code for a campaign, or the standing one; a fresh text goes along in case there is none yet.
flows::EnsureReferralCode code_wanted(const Call& call, DealerId dealer,
                                      const std::optional<std::string>& campaign_public_id);

}  // namespace fenrun::server
