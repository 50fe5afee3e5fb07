// What a movement does to the accounts, decided from what is known under lock. Pure: the same balance and the
// same subject give the same postings.
//
// Money that becomes available repays the dealer's debt first, always; a debt is only made where the
// available balance is used up. So nobody has a debt and an available balance at once.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "domain/ledger/movement.hpp"
#include "domain/ledger/posting.hpp"

namespace fenrun {

// The money of one commission, from the sale to its end.
struct CommissionMoney {
  DealerId dealer;
  Fen earned;
  Fen clawed_back;  // by refunds and lost disputes
  Fen frozen;       // in dispute
  bool is_released = false;

  // What may still be released, clawed back or frozen without touching what is in dispute.
  [[nodiscard]] Fen free() const { return Fen{earned.value - clawed_back.value - frozen.value}; }
  friend bool operator==(const CommissionMoney&, const CommissionMoney&) = default;
};

// The money of one withdrawal. It is paid, taxed and returned in pieces that add up to what was held.
struct WithdrawalMoney {
  DealerId dealer;
  Fen held;
  Fen resolved;

  [[nodiscard]] Fen open() const { return Fen{held.value - resolved.value}; }
  friend bool operator==(const WithdrawalMoney&, const WithdrawalMoney&) = default;
};

// What is known about the dealer and the subject, and what it becomes.
struct SheetState {
  Balance balance;
  std::optional<CommissionMoney> commission;  // of the movement's subject, where it exists
  std::optional<WithdrawalMoney> withdrawal;

  friend bool operator==(const SheetState&, const SheetState&) = default;
};

struct PlannedMovement {
  std::vector<Posting> postings;
  SheetState after;
};

inline constexpr ErrorCode kAvailableShort{ErrorKind::refused, "ledger.available_short", "可提现余额不足",
                                           "The available balance does not cover this"};
inline constexpr ErrorCode kOwedShort{ErrorKind::refused, "ledger.owed_short", "金额超过欠款",
                                      "The amount is larger than the debt"};
inline constexpr ErrorCode kCommissionMoneyUnknown{ErrorKind::not_found, "ledger.commission_unknown",
                                                   "没有该笔佣金", "There is no such commission"};
inline constexpr ErrorCode kCommissionMoneyExists{ErrorKind::conflict, "ledger.commission_exists",
                                                  "该笔佣金已入账", "The commission is in the books already"};
inline constexpr ErrorCode kCommissionShort{ErrorKind::refused, "ledger.commission_short",
                                            "金额超过该笔佣金的剩余部分",
                                            "The amount is larger than what is left of the commission"};
inline constexpr ErrorCode kCommissionReleased{ErrorKind::conflict, "ledger.commission_released",
                                               "该笔佣金已结算", "The commission was released already"};
inline constexpr ErrorCode kWithdrawalMoneyUnknown{ErrorKind::not_found, "ledger.withdrawal_unknown",
                                                   "没有该笔提现冻结",
                                                   "Nothing is held for such a withdrawal"};
inline constexpr ErrorCode kWithdrawalMoneyExists{ErrorKind::conflict, "ledger.withdrawal_exists",
                                                  "该笔提现已冻结", "The withdrawal is held already"};
inline constexpr ErrorCode kWithdrawalShort{
    ErrorKind::refused, "ledger.withdrawal_short", "金额超过该笔提现的冻结余额",
    "The amount is larger than what is still held for the withdrawal"};
inline constexpr ErrorCode kSubjectOfAnother{ErrorKind::refused, "ledger.subject_of_another",
                                             "该笔佣金或提现属于其他经销商",
                                             "The commission or withdrawal is another dealer's"};

// The movement is well formed (check_movement). A release moves what is left free and needs that very amount.
// Refuses, after kSubjectOfAnother and the subject's unknown/exists, with kCommissionReleased,
// kCommissionShort, kWithdrawalShort, kAvailableShort or kOwedShort.
Result<PlannedMovement> plan_movement(const Movement& movement, const SheetState& before);

}  // namespace fenrun
