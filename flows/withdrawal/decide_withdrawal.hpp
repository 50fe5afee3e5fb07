// Finance decides on withdrawals. As many different people as the policy wants approve one, none of them
// somebody who edited it, and each leaves a MAC over what they saw.
#pragma once

#include <string>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/withdrawal/approval.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kWithdrawalDealerOwes{ErrorKind::refused, "withdrawal.dealer_owes",
                                                 "经销商有未结清的欠款，不能审批提现",
                                                 "The dealer owes money; the withdrawal cannot be approved"};

struct ApproveWithdrawal {
  std::string public_id;
  std::int64_t seen_version = 0;
  StaffId staff;
};

// Refuses, in this order, with kWithdrawalNotFound, as check_approval() does, with kDealerSuspended,
// kWithdrawalDealerOwes and kWithdrawalContradicted.
Result<Withdrawal> approve_withdrawal(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                      const ApproveWithdrawal& command, Instant now);

struct JudgeWithdrawal {
  std::string public_id;
  StaffId staff;
  std::string reason;
};

// Both refuse with kWithdrawalReasonInvalid, kWithdrawalNotFound and kWithdrawalStateConflict. A rejection
// gives the hold back, or refuses with kWithdrawalContradicted; it stands until a transfer exists.
Result<Withdrawal> reject_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now);
Result<Withdrawal> review_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now);

// Requests that nobody decided in time end, and approvals that nobody used in time lapse. Returns how many.
Result<int> expire_withdrawals(db::Tx& tx, const WithdrawalRules& rules, Instant now, int limit);

}  // namespace fenrun::flows
