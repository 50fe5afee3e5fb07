// What WeChat Pay refuses with, as data: the code, what it means to people, and what is to be done. The code
// alone is for programs; WeChat changes its messages without notice, and they are never read.
#pragma once

#include <span>
#include <string_view>

#include "base/error.hpp"
#include "wechat/pay/outcome/outcome.hpp"

namespace fenrun::wechat {

enum class PayAction {
  fix_request,        // a defect of ours
  fix_configuration,  // stop what uses it, tell the engineer
  ask_wechat,         // the account is restricted or lacks a permission: a person acts in WeChat's console
  query,              // ask by the same number and take what it says
  top_up,             // money is short; the same number again afterwards
  back_off,           // wait, then the same number again
  repeat,             // the same number and the same parameters again
  settle_otherwise,   // this way to the user is closed
  wait_for_file,      // later
  nothing,            // an answer, not a failure
};
std::string_view to_text(PayAction action);

// Whether a reply with the code leaves the outcome open.
enum class PayEffect { refused, unknown };

struct PayErrorRow {
  std::string_view code;
  int http_status;  // as documented; the code decides when another one comes
  PayEffect effect;
  PayAction action;
  std::string_view zh;  // what it means
  std::string_view en;
  std::string_view next_zh;  // what to do
  std::string_view next_en;
};

// By code. A code that is not here leaves the outcome unknown.
std::span<const PayErrorRow> pay_error_table();
const PayErrorRow* find_pay_error(std::string_view code);

// The code of a request that breaks WeChat's published rules and was not sent.
inline constexpr std::string_view kPayNotSent = "NOT_SENT";
PayRefusal not_sent(std::string_view note);

// For those who only pass it on to a person: what is refused, and what is not known.
inline constexpr ErrorCode kPayRefused{ErrorKind::upstream, "wechat_pay.refused", "微信支付拒绝了本次请求",
                                       "WeChat Pay refused the request"};
inline constexpr ErrorCode kPayOutcomeUnknown{
    ErrorKind::upstream, "wechat_pay.outcome_unknown", "微信支付结果未知，请稍后查询",
    "The outcome at WeChat Pay is not known; please ask again shortly"};
Error to_error(const PayRefusal& refusal);
Error to_error(const PayUnknown& unknown);

}  // namespace fenrun::wechat
