// A withdrawal: a dealer asks for money that is available; fee and tax stay with us and the rest is
// transferred.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/tax/tax.hpp"
#include "domain/withdrawal/withdrawal_id.hpp"
#include "domain/withdrawal/withdrawal_state.hpp"

namespace fenrun {

// gross = fee + tax + net, always.
struct WithdrawalAmounts {
  Fen gross;
  Fen fee;
  Fen tax;
  Fen net;

  friend bool operator==(const WithdrawalAmounts&, const WithdrawalAmounts&) = default;
};

// Who gets it, as it was known when the withdrawal was asked for: the login's own account and nobody else's.
struct Payee {
  ConsumerId consumer;
  std::string appid;
  std::string openid_index;  // 32 bytes
  std::string openid_sealed;
  std::string name_sealed;  // empty: no name was given

  friend bool operator==(const Payee&, const Payee&) = default;
};

struct Withdrawal {
  WithdrawalId id;
  std::string public_id;
  DealerId dealer;
  WithdrawalAmounts amounts;
  TaxRecord tax;
  Payee payee;
  WithdrawalState state = WithdrawalState::requested;
  int approvals_needed = 1;
  int round = 1;
  StaffId edited_by;   // who put it in review or asked for another transfer, the last one
  std::string reason;  // why it was rejected, returned or looked at
  Instant requested_at;
  Instant state_at;
  std::int64_t version = 1;
};

struct WithdrawalTerms {
  Fen min{100};
  // WeChat lets a merchant transfer 200 yuan at once until it agrees to more.
  Fen max{20'000};
  Fen day_max{200'000};
  int day_count_max = 10;
  // Kept of each withdrawal: a share, rounded down in the dealer's favour, and a fixed part.
  std::int64_t fee_ppm = 0;
  Fen fee_fixed{0};
  // WeChat's: below it nothing can be transferred, from it on the payee's real name is needed.
  Fen transfer_min{10};
  Fen name_required_from{200'000};
};

// What a tier has otherwise; what is not set is as for everybody.
struct TierLimits {
  std::optional<Fen> min;
  std::optional<Fen> max;
  std::optional<Fen> day_max;
  std::optional<int> day_count_max;
};
WithdrawalTerms terms_for(WithdrawalTerms everybody, const TierLimits& tier);

inline constexpr std::int64_t kFeePpmMax = 200'000;
inline constexpr std::size_t kWithdrawalReasonMax = 200;

inline constexpr ErrorCode kWithdrawalNotFound{ErrorKind::not_found, "withdrawal.not_found", "提现不存在",
                                               "There is no such withdrawal"};
inline constexpr ErrorCode kWithdrawalAlreadyOpen{ErrorKind::conflict, "withdrawal.already_open",
                                                  "您有一笔提现正在处理中",
                                                  "Another withdrawal of yours is under way"};
inline constexpr ErrorCode kWithdrawalKeyReused{ErrorKind::conflict, "withdrawal.key_reused",
                                                "该请求标识已用于另一笔提现",
                                                "The key was used for another withdrawal"};
inline constexpr ErrorCode kWithdrawalAmountLow{ErrorKind::refused, "withdrawal.amount_low",
                                                "提现金额低于下限", "The amount is below the minimum"};
inline constexpr ErrorCode kWithdrawalAmountHigh{ErrorKind::refused, "withdrawal.amount_high",
                                                 "提现金额超过单笔上限",
                                                 "The amount is above the maximum of one withdrawal"};
inline constexpr ErrorCode kWithdrawalDayFull{ErrorKind::refused, "withdrawal.day_full",
                                              "超过当日提现额度或次数，请明天再试",
                                              "The day's amount or number of withdrawals is used up"};
inline constexpr ErrorCode kWithdrawalNameNeeded{ErrorKind::refused, "withdrawal.name_needed",
                                                 "该金额需填写收款人真实姓名",
                                                 "The payee's real name is needed for this amount"};
inline constexpr ErrorCode kWithdrawalNothingLeft{ErrorKind::refused, "withdrawal.nothing_left",
                                                  "扣除手续费和税款后金额过小",
                                                  "After fee and tax too little is left to transfer"};
inline constexpr ErrorCode kWithdrawalReasonInvalid{ErrorKind::invalid, "withdrawal.reason_invalid",
                                                    "请填写原因（1 至 200 个字符）",
                                                    "A reason of 1 to 200 characters is needed"};

// What the dealer asked for on the same day (of China) and got or may still get.
struct WithdrawalDay {
  Fen gross;
  int count = 0;
};

// Refuses, in this order, with kWithdrawalAmountLow, kWithdrawalAmountHigh and kWithdrawalDayFull.
Done check_withdrawal_amount(Fen gross, const WithdrawalDay& day, const WithdrawalTerms& terms);
// Refuses with kWithdrawalNothingLeft and kWithdrawalNameNeeded.
Result<WithdrawalAmounts> split_withdrawal(Fen gross, Fen tax, bool has_name, const WithdrawalTerms& terms);
// Refuses with kWithdrawalReasonInvalid.
Done check_withdrawal_reason(std::string_view reason);

}  // namespace fenrun
