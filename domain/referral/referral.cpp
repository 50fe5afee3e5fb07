#include "domain/referral/referral.hpp"
#include "domain/text.hpp"

namespace fenrun {

Done check_campaign(std::string_view name, const CampaignPeriod& period, Instant now) {
  if (name.empty() || name.size() > kCampaignNameBytesMax) return kCampaignNameInvalid;
  if (period.ends_at <= period.starts_at || period.ends_at <= now) return kCampaignDatesInvalid;
  if (period.ends_at - period.starts_at > kCampaignLengthMax) return kCampaignDatesInvalid;
  return {};
}

Done check_slogan(std::string_view slogan) {
  if (!is_one_line(slogan, 0, kCampaignSloganMax)) return kCampaignSloganInvalid;
  return {};
}

}  // namespace fenrun
