#include "wechat/miniprogram/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fenrun::wechat {
namespace {

using Action = ErrcodeAction;

constexpr std::chrono::seconds kBackOff{60};  // WeChat's frequency windows are minutes

constexpr std::array kErrcodes{
    ErrcodeRow{-1, "system busy", &kWechatBusy, Action::retry_with_back_off},
    ErrcodeRow{40001, "token invalid or AppSecret wrong", &kWechatTokenRejected, Action::refresh_token},
    ErrcodeRow{40002, "wrong grant_type or no permission", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{40003, "invalid openid", &kWechatOpenidInvalid, Action::mark_user},
    ErrcodeRow{40013, "invalid appid", &kWechatMisconfigured, Action::fix_configuration},
    ErrcodeRow{40014, "invalid access_token", &kWechatTokenRejected, Action::refresh_token},
    ErrcodeRow{40029, "code invalid or used", &kWechatCodeInvalid, Action::ask_for_new_code},
    ErrcodeRow{40037, "invalid template_id", &kWechatMisconfigured, Action::fix_configuration},
    ErrcodeRow{40097, "invalid parameter", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{40125, "invalid AppSecret", &kWechatMisconfigured, Action::fix_configuration},
    ErrcodeRow{40129, "characters of scene", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{40159, "path length, or body is not JSON", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{40163, "code already used", &kWechatCodeInvalid, Action::ask_for_new_code},
    ErrcodeRow{40164, "caller's IP is not in the allow-list", &kWechatMisconfigured,
               Action::fix_configuration},
    ErrcodeRow{40165, "link path invalid or not published", &kWechatPageNotPublished, Action::use_home_page},
    ErrcodeRow{40169, "length of scene", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{40212, "link query invalid", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{40226, "high-risk user", &kWechatLoginBlocked, Action::refuse_login},
    ErrcodeRow{40243, "AppSecret frozen", &kWechatAccountRestricted, Action::alert},
    ErrcodeRow{41002, "appid missing", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{41004, "secret missing", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{41008, "code missing", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{41009, "openid missing", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{41030, "page not published", &kWechatPageNotPublished, Action::use_home_page},
    ErrcodeRow{42001, "access_token expired", &kWechatTokenRejected, Action::refresh_token},
    ErrcodeRow{43002, "POST required", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{43101, "user refuses or has no subscription left", &kWechatSubscriptionMissing,
               Action::stop_sending},
    ErrcodeRow{44002, "empty body", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{44990, "links generated too fast", &kWechatTooFrequent, Action::back_off_a_minute},
    ErrcodeRow{45009, "call quota used up", &kWechatQuotaUsedUp, Action::stop_until_reset},
    ErrcodeRow{45011, "too frequent", &kWechatTooFrequent, Action::back_off_a_minute},
    ErrcodeRow{45029, "number of permanent codes used up", &kWechatQuotaUsedUp, Action::fix_our_code},
    ErrcodeRow{45063, "no permission to generate codes", &kWechatMisconfigured, Action::fix_configuration},
    ErrcodeRow{47001, "body is not JSON or has a wrong type", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{47003, "message value violates its rule", &kWechatMessageInvalid, Action::fix_value},
    ErrcodeRow{48001, "API not authorised", &kWechatMisconfigured, Action::fix_configuration},
    ErrcodeRow{48004, "API banned", &kWechatAccountRestricted, Action::alert},
    ErrcodeRow{48006, "monthly quota clears used up", &kWechatQuotaUsedUp, Action::alert},
    ErrcodeRow{50002, "user or account restricted", &kWechatAccountRestricted, Action::alert},
    ErrcodeRow{85079, "nothing published yet", &kWechatMisconfigured, Action::fix_configuration},
    ErrcodeRow{85096, "reserved word in scene", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{87007, "session_key out of date", &kWechatSessionStale, Action::login_again},
    ErrcodeRow{87008, "invalid sig_method", &kWechatRequestRejected, Action::fix_our_code},
    ErrcodeRow{87009, "invalid session signature", &kWechatSessionStale, Action::login_again},
    ErrcodeRow{87014, "content violates rules", &kWechatContentRejected, Action::reject_content},
    ErrcodeRow{89501, "IP confirmation pending", &kWechatMisconfigured, Action::alert},
    ErrcodeRow{89503, "IP needs an administrator's confirmation", &kWechatMisconfigured, Action::alert},
    ErrcodeRow{89506, "IP refused for a day", &kWechatMisconfigured, Action::alert},
    ErrcodeRow{89507, "IP refused for an hour", &kWechatMisconfigured, Action::alert},
    ErrcodeRow{10060001, "shipping: payment unknown", &kWechatShippedOrderUnknown, Action::back_off_a_minute},
    ErrcodeRow{10060002, "shipping: done already", &kWechatAlreadyShipped, Action::take_as_done},
    ErrcodeRow{10060003, "shipping: corrected already", &kWechatReshippedAlready, Action::ask_for_state},
    ErrcodeRow{10060004, "shipping: not in a state for it", &kWechatNotShippable, Action::ask_for_state},
};
static_assert(std::is_sorted(kErrcodes.begin(), kErrcodes.end(),
                             [](const ErrcodeRow& a, const ErrcodeRow& b) { return a.errcode < b.errcode; }));

}  // namespace

std::span<const ErrcodeRow> errcode_table() { return kErrcodes; }

const ErrcodeRow* find_errcode(int errcode) {
  const auto* row =
      std::lower_bound(kErrcodes.begin(), kErrcodes.end(), errcode,
                       [](const ErrcodeRow& candidate, int wanted) { return candidate.errcode < wanted; });
  return row != kErrcodes.end() && row->errcode == errcode ? row : nullptr;
}

bool is_token_errcode(int errcode) {
  const auto* row = find_errcode(errcode);
  return row != nullptr && row->action == Action::refresh_token;
}

Error error_from_errcode(int errcode, std::string_view errmsg) {
  const auto* row = find_errcode(errcode);
  Error error(row != nullptr ? *row->code : kWechatRequestRejected);
  error.internal_note(fmt::format("errcode {} ({}) rid {}", errcode,
                                  row != nullptr ? row->meaning : "not in our table", rid_of(errmsg)));
  if (row != nullptr && row->action == Action::back_off_a_minute) error.retry_after(kBackOff);
  if (row != nullptr && row->action == Action::retry_with_back_off)
    error.retry_after(std::chrono::seconds(1));
  return error;
}

std::string_view rid_of(std::string_view errmsg) {
  constexpr std::string_view kMark = "rid: ";
  const auto mark = errmsg.rfind(kMark);
  if (mark == std::string_view::npos) return {};
  const auto rest = errmsg.substr(mark + kMark.size());
  const auto end = rest.find_first_not_of("0123456789abcdefABCDEF-");
  // Real ones have 26 characters. What is much longer is not an id, and logs stay bounded.
  const auto rid = rest.substr(0, end);
  return rid.size() <= 64 ? rid : std::string_view{};
}

}  // namespace fenrun::wechat
