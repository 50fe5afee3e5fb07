#include "flows/withdrawal/decide_withdrawal.hpp"

#include "base/assert.hpp"
#include "db/dealer/dealer.hpp"
#include "db/journal/sheet.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "domain/ledger/sheet.hpp"
#include "flows/withdrawal/contradiction.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

// A round whose approvals have lapsed is over: the people may approve anew.
Withdrawal begin_new_round(db::Tx& tx, Withdrawal withdrawal, Instant now) {
  ++withdrawal.round;
  const auto begun = move_and_save(tx, std::move(withdrawal), WithdrawalEvent::expire_approvals, kWorkerActor,
                                   "approvals_lapsed", now);
  FENRUN_ASSERT(begun.has_value());
  return *begun;
}

Done may_be_paid(db::Tx& tx, const Withdrawal& withdrawal) {
  const auto dealer = db::find_dealer(tx, withdrawal.dealer);
  if (!dealer || !dealer->is_active()) return kDealerSuspended;
  if (db::find_sheet(tx, sheet_of(withdrawal.dealer)).balance.owed.value > 0) return kWithdrawalDealerOwes;
  if (is_contradicted(tx, withdrawal.id)) return kWithdrawalContradicted;
  return {};
}

Result<Withdrawal> lock_and_check_reason(db::Tx& tx, const JudgeWithdrawal& command) {
  const Done reason = check_withdrawal_reason(command.reason);
  if (!reason) return reason.error();
  auto withdrawal = db::lock_withdrawal_by_public_id(tx, command.public_id);
  if (!withdrawal) return kWithdrawalNotFound;
  return std::move(*withdrawal);
}

bool expire_one(db::Tx& tx, WithdrawalId id, WithdrawalState state, Instant before, Instant now) {
  auto withdrawal = db::lock_withdrawal(tx, id);
  const bool is_due = withdrawal && withdrawal->state == state && withdrawal->state_at < before;
  if (!is_due) return false;
  const auto ended = end_unpaid(tx, std::move(*withdrawal), WithdrawalEvent::expire, kWorkerActor, "", now);
  if (ended.refused_with(kWithdrawalContradicted)) return false;
  FENRUN_ASSERT(ended.has_value());
  return true;
}

bool lapse_one(db::Tx& tx, const WithdrawalRules& rules, WithdrawalId id, WithdrawalState state,
               Instant now) {
  auto withdrawal = db::lock_withdrawal(tx, id);
  if (!withdrawal || withdrawal->state != state) return false;
  if (!have_lapsed(db::list_approvals(tx, id, withdrawal->round), rules.approval, now)) return false;
  begin_new_round(tx, std::move(*withdrawal), now);
  return true;
}

}  // namespace

Result<Withdrawal> approve_withdrawal(db::Tx& tx, const WithdrawalRules& rules, const WithdrawalKeys& keys,
                                      const ApproveWithdrawal& command, Instant now) {
  auto withdrawal = db::lock_withdrawal_by_public_id(tx, command.public_id);
  if (!withdrawal) return kWithdrawalNotFound;
  auto approvals = db::list_approvals(tx, withdrawal->id, withdrawal->round);
  const bool is_over = have_lapsed(approvals, rules.approval, now);
  if (is_over) approvals.clear();
  const Done allowed = check_approval(*withdrawal, command.seen_version, command.staff, approvals,
                                      db::list_editors(tx, withdrawal->id));
  if (!allowed) return allowed.error();
  // A clawback that waits for this lock finds the withdrawal approved; one that was before it is seen.
  db::lock_sheet_if_any(tx, sheet_of(withdrawal->dealer));
  const Done payable = may_be_paid(tx, *withdrawal);
  if (!payable) return payable.error();

  Withdrawal judged = is_over ? begin_new_round(tx, *withdrawal, now) : *withdrawal;
  Approval approval{judged.id, judged.round, command.staff, now, {}};
  approval.mac = approval_mac(keys, judged, approval);
  db::insert_approval(tx, approval);
  const bool is_last = static_cast<int>(approvals.size()) + 1 >= judged.approvals_needed;
  const auto event = is_last ? WithdrawalEvent::approve : WithdrawalEvent::approve_in_part;
  return move_and_save(tx, std::move(judged), event, actor_of(command.staff), "approved", now);
}

Result<Withdrawal> reject_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now) {
  auto withdrawal = lock_and_check_reason(tx, command);
  if (!withdrawal) return withdrawal.error();
  return end_unpaid(tx, std::move(*withdrawal), WithdrawalEvent::reject, actor_of(command.staff),
                    command.reason, now);
}

// Whoever looks closer has a hand in it: approvals given before count no more, and theirs never will.
Result<Withdrawal> review_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now) {
  auto withdrawal = lock_and_check_reason(tx, command);
  if (!withdrawal) return withdrawal.error();
  withdrawal->edited_by = command.staff;
  withdrawal->reason = command.reason;
  ++withdrawal->round;
  return move_and_save(tx, std::move(*withdrawal), WithdrawalEvent::put_in_review, actor_of(command.staff),
                       "review", now);
}

Result<int> expire_withdrawals(db::Tx& tx, const WithdrawalRules& rules, Instant now, int limit) {
  int changed = 0;
  const Instant undecided = now - rules.approval.undecided_life;
  for (const auto state :
       {WithdrawalState::requested, WithdrawalState::review, WithdrawalState::approved_1}) {
    for (const WithdrawalId id : db::list_withdrawals_since(tx, state, undecided, limit)) {
      if (expire_one(tx, id, state, undecided, now)) ++changed;
    }
  }
  const Instant lapsed = now - rules.approval.life;
  for (const auto state : {WithdrawalState::approved_1, WithdrawalState::approved}) {
    for (const WithdrawalId id : db::list_withdrawals_since(tx, state, lapsed, limit)) {
      if (lapse_one(tx, rules, id, state, now)) ++changed;
    }
  }
  return changed;
}

}  // namespace fenrun::flows
