// Referral codes and campaigns: refusals, limits, and when a campaign runs.
#pragma once

#include <chrono>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/result.hpp"

namespace fenrun {

inline constexpr std::size_t kCampaignNameBytesMax = 64;
inline constexpr std::size_t kCampaignSloganMax = 20;  // characters: two lines of a poster in Chinese
inline constexpr std::chrono::days kCampaignLengthMax{731};

inline constexpr ErrorCode kReferralInvalid{ErrorKind::refused, "referral.invalid",
                                            "推荐码无效，请核对后重试",
                                            "The referral code is not valid; please check it"};
inline constexpr ErrorCode kReferralUnknown{ErrorKind::not_found, "referral.unknown", "推荐码不存在",
                                            "There is no such referral code"};
inline constexpr ErrorCode kReferralRevoked{ErrorKind::refused, "referral.revoked", "推荐码已停用",
                                            "The referral code is no longer in use"};
inline constexpr ErrorCode kReferralDealerSuspended{ErrorKind::refused, "referral.dealer_suspended",
                                                    "该推荐人当前不可用",
                                                    "The referring dealer is suspended or has ended"};
inline constexpr ErrorCode kReferralClash{ErrorKind::unavailable, "referral.clash", "推荐码生成冲突，请重试",
                                          "The new code clashed with another; please try again"};
inline constexpr ErrorCode kCampaignUnknown{ErrorKind::not_found, "campaign.unknown", "活动不存在",
                                            "There is no such campaign"};
inline constexpr ErrorCode kCampaignClosed{ErrorKind::refused, "campaign.closed", "活动未开始或已结束",
                                           "The campaign has not begun or is over"};
inline constexpr ErrorCode kCampaignNameInvalid{ErrorKind::invalid, "campaign.name_invalid",
                                                "活动名称须为 1 到 64 字节",
                                                "A campaign name has 1 to 64 bytes"};
inline constexpr ErrorCode kCampaignDatesInvalid{
    ErrorKind::invalid, "campaign.dates_invalid", "活动结束时间须晚于开始时间与当前时间，且不超过两年",
    "A campaign ends after it starts and after now, and lasts two years at most"};
inline constexpr ErrorCode kCampaignSloganInvalid{
    ErrorKind::invalid, "campaign.slogan_invalid", "海报标语最多 20 个字符，不能含换行与控制字符",
    "A slogan has 20 characters at most, and no line breaks or control characters"};

struct CampaignPeriod {
  Instant starts_at;  // included
  Instant ends_at;    // excluded
};

[[nodiscard]] constexpr bool is_running(const CampaignPeriod& period, Instant now) {
  return period.starts_at <= now && now < period.ends_at;
}

// Refuses with kCampaignNameInvalid, kCampaignDatesInvalid.
[[nodiscard]] Done check_campaign(std::string_view name, const CampaignPeriod& period, Instant now);
// Refuses with kCampaignSloganInvalid; empty is one.
[[nodiscard]] Done check_slogan(std::string_view slogan);

}  // namespace fenrun
