// What WeChat's mini-program API refuses with, as data: the errcode, its meaning, our ErrorCode and what to
// do.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "wechat/http/client.hpp"

namespace fenrun::wechat {

// The caller must get a fresh code from wx.login or the phone button; the same code never works again.
inline constexpr ErrorCode kWechatCodeInvalid{ErrorKind::refused, "wechat.code_invalid",
                                              "微信授权码已失效，请重新授权",
                                              "The WeChat code is no longer valid; please authorise again"};
inline constexpr ErrorCode kWechatLoginBlocked{ErrorKind::forbidden, "wechat.login_blocked",
                                               "该微信账号存在风险，暂时无法登录",
                                               "WeChat blocks this account from logging in"};
inline constexpr ErrorCode kWechatTooFrequent{ErrorKind::too_many, "wechat.too_frequent",
                                              "操作过于频繁，请稍后再试",
                                              "Too many attempts; please wait a minute"};
inline constexpr ErrorCode kWechatBusy{ErrorKind::upstream, "wechat.busy", "微信系统繁忙，请稍后重试",
                                       "WeChat is busy; please try again shortly"};
// The session key we hold is out of date: the mini program logs in again.
inline constexpr ErrorCode kWechatSessionStale{ErrorKind::unauthenticated, "wechat.session_stale",
                                               "微信登录状态已过期，请重新登录",
                                               "The WeChat session has expired; please log in again"};
inline constexpr ErrorCode kWechatOpenidInvalid{ErrorKind::refused, "wechat.openid_invalid",
                                                "微信用户标识无效", "WeChat does not know this user"};
inline constexpr ErrorCode kWechatPageNotPublished{
    ErrorKind::refused, "wechat.page_not_published", "小程序页面不存在或未发布",
    "The mini-program page does not exist or is not published"};
inline constexpr ErrorCode kWechatSubscriptionMissing{ErrorKind::refused, "wechat.subscription_missing",
                                                      "用户未订阅或已拒绝该消息",
                                                      "The user has not subscribed to this message"};
inline constexpr ErrorCode kWechatMessageInvalid{ErrorKind::refused, "wechat.message_invalid",
                                                 "消息内容不符合模板要求",
                                                 "The message does not fit its template"};
inline constexpr ErrorCode kWechatContentRejected{ErrorKind::refused, "wechat.content_rejected",
                                                  "内容含违规信息", "The content breaks WeChat's rules"};
// Shipping management does not know of the payment (yet: it hears of one about a minute later).
inline constexpr ErrorCode kWechatShippedOrderUnknown{
    ErrorKind::upstream, "wechat.shipped_order_unknown", "微信发货管理中暂无该支付单",
    "WeChat's shipping management does not know the payment yet"};
// It has this very upload: the answer to ours was lost.
inline constexpr ErrorCode kWechatAlreadyShipped{ErrorKind::conflict, "wechat.already_shipped",
                                                 "该支付单已完成发货",
                                                 "WeChat knows already that this was shipped"};
inline constexpr ErrorCode kWechatReshippedAlready{ErrorKind::refused, "wechat.reshipped_already",
                                                   "该支付单的重新发货机会已用完",
                                                   "The one correction of this shipment has been used"};
inline constexpr ErrorCode kWechatNotShippable{ErrorKind::refused, "wechat.not_shippable",
                                               "该支付单当前不可发货", "The payment cannot be shipped now"};
inline constexpr ErrorCode kWechatQuotaUsedUp{ErrorKind::unavailable, "wechat.quota_used_up",
                                              "微信接口调用次数已用完",
                                              "The quota of this WeChat call is used up"};
inline constexpr ErrorCode kWechatMisconfigured{
    ErrorKind::unavailable, "wechat.misconfigured", "微信接口配置有误，请联系客服",
    "The WeChat connection is misconfigured; please contact support"};
inline constexpr ErrorCode kWechatAccountRestricted{
    ErrorKind::unavailable, "wechat.account_restricted", "小程序账号受限，请联系客服",
    "The mini-program account is restricted; please contact support"};
// WeChat says that our request is wrong: a defect of ours.
inline constexpr ErrorCode kWechatRequestRejected{ErrorKind::upstream, "wechat.request_rejected",
                                                  "微信拒绝了本次请求", "WeChat rejected the request"};
// Tokens stay refused after the one refresh that is allowed.
inline constexpr ErrorCode kWechatTokenRejected{ErrorKind::upstream, "wechat.token_rejected",
                                                "微信接口凭证无效，请稍后重试",
                                                "WeChat rejects our credentials; please try again shortly"};
// HTTP status other than 200, not JSON, a field missing or of another type.
inline constexpr ErrorCode kWechatReplyInvalid{ErrorKind::upstream, "wechat.reply_invalid",
                                               "微信返回内容异常，请稍后重试",
                                               "WeChat's answer cannot be read; please try again shortly"};
// The circuit breaker is open; nothing was sent.
inline constexpr ErrorCode kWechatPaused{ErrorKind::unavailable, "wechat.paused",
                                         "微信服务暂时不可用，请稍后重试",
                                         "WeChat is not answering at the moment; please try again shortly"};

enum class ErrcodeAction {
  retry_with_back_off,  // idempotent calls only
  refresh_token,        // once, repeat once
  ask_for_new_code,
  refuse_login,
  login_again,
  mark_user,      // the openid is wrong: a data bug
  use_home_page,  // or check_path = false
  stop_sending,
  back_off_a_minute,
  stop_until_reset,  // and alert
  fix_value,
  reject_content,
  take_as_done,
  ask_for_state,      // and decide by that
  fix_configuration,  // and alert
  alert,
  fix_our_code,
};

struct ErrcodeRow {
  int errcode;
  std::string_view meaning;  // for logs
  const ErrorCode* code;
  ErrcodeAction action;
};

// Every errcode that is told apart, ascending. One that is not here is kWechatRequestRejected.
std::span<const ErrcodeRow> errcode_table();
const ErrcodeRow* find_errcode(int errcode);

// True for 40001, 40014 and 42001.
bool is_token_errcode(int errcode);

// The Error for an errcode, with Retry-After where waiting helps and errcode, meaning and rid as its internal
// note.
Error error_from_errcode(int errcode, std::string_view errmsg);

// The request id that WeChat appends to errmsg, for its support; empty when there is none. Nothing else of
// errmsg is ever used.
std::string_view rid_of(std::string_view errmsg);

}  // namespace fenrun::wechat
