// Who has to approve a withdrawal: a policy of amount bands as data, and the rule that nobody approves what
// they edited, or twice.
#pragma once

#include <chrono>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/withdrawal/withdrawal.hpp"

namespace fenrun {

struct ApprovalBand {
  Fen up_to;      // included
  int known = 1;  // people who have to approve
  int fresh = 2;  // the same where dealer or payee are new

  friend bool operator==(const ApprovalBand&, const ApprovalBand&) = default;
};

struct ApprovalPolicy {
  std::vector<ApprovalBand> bands{{Fen{20'000}, 1, 2}};  // rising
  int beyond = 2;                                        // above the last band
  std::chrono::seconds fresh_for{std::chrono::days{7}};
  std::chrono::seconds life{std::chrono::hours{24}};          // of an approval
  std::chrono::seconds undecided_life{std::chrono::days{7}};  // of a request that nobody decides
};

inline constexpr int kApprovalsMax = 5;

// `known_since`: when the dealer joined, or the payee's account was made, whichever is later.
int approvals_needed(const ApprovalPolicy& policy, Fen gross, Instant known_since, Instant now);

struct Approval {
  WithdrawalId withdrawal;
  int round = 1;  // of judging: counts up when approvals lapse
  StaffId staff;
  Instant at;
  std::string mac;  // 32 bytes over approval_text()

  friend bool operator==(const Approval&, const Approval&) = default;
};

inline constexpr ErrorCode kWithdrawalOwn{ErrorKind::forbidden, "withdrawal.own", "不能审批自己经手过的提现",
                                          "Nobody approves a withdrawal that they edited"};
inline constexpr ErrorCode kWithdrawalApprovedBySame{ErrorKind::conflict, "withdrawal.approved_by_you",
                                                     "您已审批过该笔提现，需由另一人审批",
                                                     "You have approved this already; another person must"};
inline constexpr ErrorCode kWithdrawalChanged{
    ErrorKind::conflict, "withdrawal.changed", "提现内容已变化，请刷新后再审批",
    "The withdrawal has changed since you saw it; please look again"};

// `editors` are all who ever put the withdrawal in review or asked for another transfer of it. Refuses, in
// this order, with kWithdrawalStateConflict, kWithdrawalChanged, kWithdrawalOwn and
// kWithdrawalApprovedBySame.
Done check_approval(const Withdrawal& withdrawal, std::int64_t seen_version, StaffId staff,
                    std::span<const Approval> of_this_round, const std::set<StaffId>& editors);

// The approvals that still count, of as many different people.
int valid_approvals(std::span<const Approval> of_this_round, const ApprovalPolicy& policy, Instant now);

// One of them is too old: then all of the round are over.
bool have_lapsed(std::span<const Approval> of_this_round, const ApprovalPolicy& policy, Instant now);

// Everything that a person saw when they approved: whatever changes afterwards, the MAC over it does not fit.
std::string approval_text(const Withdrawal& withdrawal, const Approval& approval);

}  // namespace fenrun
