#include "server/api/referral_view.hpp"

namespace fenrun::server {

std::optional<std::string> CampaignNames::public_id(CampaignId id) {
  if (!id.is_set()) return std::nullopt;
  const auto known = known_.find(id);
  if (known != known_.end()) return known->second;
  const auto campaign = db::find_campaign(tx_, id);
  if (!campaign) return std::nullopt;
  known_.emplace(id, campaign->public_id);
  return campaign->public_id;
}

json::Writer referral_code_json(const db::ReferralCode& code, CampaignNames& campaigns) {
  json::Writer body;
  body.text("code", code.code)
      .maybe_text("campaign_id", campaigns.public_id(code.campaign_id))
      .maybe_time("revoked_at", code.revoked_at)
      .time("created_at", code.created_at);
  return body;
}

json::Writer campaign_json(const db::Campaign& campaign) {
  json::Writer body;
  body.text("id", campaign.public_id)
      .text("name", campaign.name)
      .time("starts_at", campaign.period.starts_at)
      .time("ends_at", campaign.period.ends_at)
      .time("created_at", campaign.created_at)
      .text("slogan", campaign.slogan);
  return body;
}

flows::EnsureReferralCode code_wanted(const Call& call, DealerId dealer,
                                      const std::optional<std::string>& campaign_public_id) {
  const auto fresh = call.app.referral_codec.make(call.app.random.bytes<kReferralRandomBytes>());
  return {dealer, campaign_public_id.value_or(""), fresh};
}

}  // namespace fenrun::server
