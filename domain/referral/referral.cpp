#include "domain/referral/referral.hpp"

namespace fenrun {

Done check_campaign(std::string_view name, const CampaignPeriod& period, Instant now) {
  if (name.empty() || name.size() > kCampaignNameBytesMax) return kCampaignNameInvalid;
  if (period.ends_at <= period.starts_at || period.ends_at <= now) return kCampaignDatesInvalid;
  if (period.ends_at - period.starts_at > kCampaignLengthMax) return kCampaignDatesInvalid;
  return {};
}

}  // namespace fenrun
