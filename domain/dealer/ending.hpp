// The end of a dealership, for good: no code, invite or customer is left, and nothing is earned any more.
// What happened before stays in the books, and refunds of what was sold go on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/dealer/dealer.hpp"
#include "domain/ids.hpp"
#include "domain/ledger/posting.hpp"

namespace fenrun {

// Customers whose bindings end in the one transaction: it bounds how long the tree and their rows are held.
inline constexpr std::int64_t kEndedCustomersMax = 20'000;

// Stands where the name of a former dealer stood whose account is deleted.
inline constexpr std::string_view kErasedDealerName = "已注销";

struct DealerEnding {
  DealerId dealer;
  Instant ended_at;
  StaffId staff;
  std::string reason;
  // The newest movement on the dealer's sheet then: after it come clawbacks and write-offs alone.
  std::int64_t last_number = 0;
  // What ended with it.
  std::int64_t customers = 0;
  std::int64_t referral_codes = 0;
  std::int64_t invites = 0;
};

inline constexpr ErrorCode kEndingHasDownline{ErrorKind::refused, "dealer_ending.has_downline",
                                              "该经销商还有下级，请先将其移至其他上级",
                                              "Dealers stand below this one; move them elsewhere first"};
inline constexpr ErrorCode kEndingWithdrawalOpen{ErrorKind::refused, "dealer_ending.withdrawal_open",
                                                 "该经销商有提现正在处理中",
                                                 "A withdrawal or transfer of this dealer is under way"};
inline constexpr ErrorCode kEndingMoneyPending{
    ErrorKind::refused, "dealer_ending.money_pending", "该经销商还有待结算的佣金，请等待结算或冲回",
    "Commissions of this dealer are still pending; wait for their release or clawback"};
inline constexpr ErrorCode kEndingMoneyDisputed{ErrorKind::refused, "dealer_ending.money_disputed",
                                                "该经销商还有争议中的款项，请先结束争议",
                                                "Money of this dealer is in dispute; end the dispute first"};
inline constexpr ErrorCode kEndingMoneyAvailable{
    ErrorKind::refused, "dealer_ending.money_available", "该经销商还有可提现余额，请先提现",
    "This dealer has money to withdraw; it must be withdrawn first"};
inline constexpr ErrorCode kEndingDebtOwed{ErrorKind::refused, "dealer_ending.debt_owed",
                                           "该经销商还有欠款，请先收回或核销",
                                           "This dealer owes a debt; it must be repaid or written off first"};
inline constexpr ErrorCode kEndingTooManyCustomers{
    ErrorKind::refused, "dealer_ending.too_many_customers", "该经销商的客户超过 20000 名，请先批量更换推荐人",
    "The dealer has more than 20,000 customers; re-attribute some of them first"};

// As it is under lock.
struct EndingFacts {
  DealerState state = DealerState::active;
  std::int64_t children = 0;  // that have not ended themselves
  bool has_open_withdrawal = false;
  Balance balance;
  std::int64_t customers = 0;
};

// Refuses, in this order, with kReasonInvalid, kDealerEnded (already), kEndingHasDownline,
// kEndingWithdrawalOpen, kEndingMoneyPending, kEndingMoneyDisputed, kEndingMoneyAvailable, kEndingDebtOwed,
// kEndingTooManyCustomers. A suspended dealership can end.
Done decide_ending(const EndingFacts& facts, std::string_view reason);

}  // namespace fenrun
