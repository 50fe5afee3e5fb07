#include "server/told_reason.hpp"

#include <string_view>

#include "wechat/pay/outcome/fail_reasons.hpp"

namespace fenrun::server {
namespace {

// What WeChat says of a transfer that we cancelled tells nobody anything.
constexpr std::string_view kCancelledByUs = "MCH_CANCEL";
constexpr std::string_view kNotConfirmed = "OVERDUE_CLOSE";

std::string words_of(std::string_view fail_reason, Language language) {
  const auto& row = wechat::fail_reason(fail_reason);
  return std::string(language == Language::zh ? row.zh : row.en);
}

}  // namespace

std::string told_reason(const Withdrawal& withdrawal, const std::optional<Payout>& payout,
                        Language language) {
  if (withdrawal.state == WithdrawalState::paid) return "";
  // It may have had a transfer before it was judged anew.
  if (withdrawal.state == WithdrawalState::rejected || !payout) return withdrawal.reason;
  const bool is_cancelled = payout->fail_reason.empty() || payout->fail_reason == kCancelledByUs;
  if (is_cancelled && payout->cancel_reason == "overdue") return words_of(kNotConfirmed, language);
  if (is_cancelled && payout->cancel_reason == "dealer_inactive") {
    return language == Language::zh ? "经销商资格已停用，转账已撤销"
                                    : "The dealership is not active; the transfer was cancelled";
  }
  if (is_cancelled && payout->cancel_reason == "no_page") {
    return language == Language::zh
               ? "微信未能免确认到账，转账已撤销，请再次提现并在微信中确认"
               : "WeChat did not pay it without a tap; ask for it again and confirm it in WeChat";
  }
  if (payout->fail_reason.empty()) return withdrawal.reason;
  return words_of(payout->fail_reason, language);
}

}  // namespace fenrun::server
