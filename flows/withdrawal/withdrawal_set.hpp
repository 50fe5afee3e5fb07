// Deciding on many withdrawals: a set is shown and frozen, confirmed where money is let go, and then worked
// off one by one by a background job.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/job/job.hpp"
#include "domain/withdrawal/withdrawal_set.hpp"
#include "flows/staff/step_up.hpp"
#include "flows/withdrawal/decide_withdrawal.hpp"

namespace fenrun::flows {

// The kind of the job; it has the set's public id.
inline constexpr std::string_view kWithdrawalSetJob = "withdrawal_set";

crypto::Sha256 set_digest(SetAction action, std::span<const SetMember> members);

struct PreviewSet {
  std::string public_id;  // a fresh ULID
  SetAction action = SetAction::approve;
  StaffId staff;
  crypto::Sha256 session{};
  // Those named, or those that are in a state now, the oldest first.
  std::vector<std::string> withdrawals;
  std::optional<WithdrawalState> state;
};
// What deciding on these would come to for this person, and why some are excluded; stored with its rows. One
// named twice counts once; of a state at most kWithdrawalSetMax are taken.
WithdrawalSet preview_set(db::Tx& tx, const WithdrawalRules& rules, const PreviewSet& command, Instant now);

struct StartSet {
  std::string public_id;
  StaffId staff;
  crypto::Sha256 session{};
  std::string confirmation;  // for an approval
  std::string reason;        // for the others
};
// Refuses with kWithdrawalSetNotFound, as check_set_start() does, and then for an approval as use_step_up()
// does, for the others with kWithdrawalReasonInvalid.
Result<WithdrawalSet> start_set(db::Tx& tx, const StartSet& command, Instant now);

inline constexpr ErrorCode kWithdrawalSetStaffGone{
    ErrorKind::forbidden, "withdrawal_set.staff_gone", "发起人已停用或不再有审批权限，批次已停止",
    "Who started the set may no longer decide; the rest of it is left alone"};
inline constexpr ErrorCode kWithdrawalSetRowFailed{
    ErrorKind::unavailable, "withdrawal_set.row_failed", "处理该笔提现时多次出错，未作任何改动",
    "Deciding on it failed several times; nothing was changed"};

struct AdvanceSet {
  std::string public_id;
  std::int64_t position = 0;  // what comes before has its outcome
  // What waits at `position` failed by an exception before: it gets kWithdrawalSetRowFailed.
  bool is_row_bad = false;
};
struct SetProgress {
  std::int64_t position = 0;
  std::int64_t selected = 0;
  bool is_finished = false;
};
// Decides on the next one that waits, as it would be decided on alone, and writes down what became of it.
// Refuses with kWithdrawalSetStaffGone.
Result<SetProgress> advance_set(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                const AdvanceSet& command, Instant now);

struct ApproveConfirmed {
  ApproveWithdrawal approval;
  crypto::Sha256 session{};
  std::string confirmation;
};
// One alone. Refuses as approve_withdrawal() does, and then as use_step_up() for the set of this one.
Result<Withdrawal> approve_confirmed(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                     const ApproveConfirmed& command, Instant now);

}  // namespace fenrun::flows
