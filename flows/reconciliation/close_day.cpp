#include "flows/reconciliation/close_day.hpp"

#include <cstdlib>

#include "db/journal/seal.hpp"
#include "db/reconciliation/bill_file.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "flows/ledger/post.hpp"

namespace fenrun::flows {
namespace {

// What was fetched after the last match, nobody has read. A day of before trade bills were fetched may be
// older than WeChat's memory of them.
bool is_matched(const std::optional<db::BillFile>& file, BillKind bill, const ReconciliationDay& day,
                Instant now) {
  if (!file) return bill == BillKind::trade && is_bill_forgotten(day.day, now);
  return file->is_readable && day.reconciled_at && file->fetched_at <= *day.reconciled_at;
}

int count_bills(db::Tx& tx, const CloseDay& command, const ReconciliationDay& day, Instant now) {
  int bills = 0;
  for (const BillKind bill : kBillKinds) {
    if (is_matched(db::find_bill_file(tx, command.mchid, bill, command.day), bill, day, now)) ++bills;
  }
  return bills;
}

// Whatever days after this one have not explained yet is no business of this one.
std::int64_t suspense_up_to(db::Tx& tx, BillDay day) {
  return db::suspense_balance(tx).value - db::unexplained_after(tx, day).value;
}

}  // namespace

Result<FiledDifference> propose_closing(db::Tx& tx, const ProposeClosing& command, Instant now) {
  auto difference = db::lock_difference(tx, command.difference);
  if (!difference) return kDifferenceNotFound;
  const Done allowed = check_proposal(*difference, command.reason, command.explanation);
  if (!allowed) return allowed.error();
  difference->state = DifferenceState::proposed;
  difference->explanation = command.explanation;
  difference->reason = command.reason;
  difference->proposed_by = command.staff;
  difference->proposed_at = now;
  db::save_difference(tx, *difference);
  return *std::move(difference);
}

Result<FiledDifference> confirm_closing(db::Tx& tx, const ConfirmClosing& command, Instant now) {
  auto difference = db::lock_difference(tx, command.difference);
  if (!difference) return kDifferenceNotFound;
  const Done allowed = check_confirmation(*difference, command.staff, command.shown);
  if (!allowed) return allowed.error();
  if (difference->explanation != FundExplanation::none) {
    const Fen amount{std::abs(difference->found.unbooked.value)};
    const auto posted = post(
        tx, Movement{movement_of(difference->explanation), difference->found.key, DealerId{}, amount, {}},
        now);
    if (!posted) return posted.error();
  }
  difference->state = DifferenceState::closed;
  difference->closed_by = command.staff;
  difference->closed_at = now;
  db::save_difference(tx, *difference);
  return *std::move(difference);
}

Result<ReconciliationDay> close_day(db::Tx& tx, const CloseDay& command, Instant now) {
  auto day = db::lock_reconciliation_day(tx, command.day);
  if (!day) return kReconciliationNotFound;
  DayClosing closing;
  closing.bills = count_bills(tx, command, *day, now);
  closing.open_differences = db::count_open_differences(tx, command.day);
  // A seal between the totals and the movements after them would be in neither.
  db::hold_seals(tx);
  closing.suspense_fen = suspense_up_to(tx, command.day);
  const Done allowed = check_closing(*day, closing);
  if (!allowed) return allowed.error();
  day->state = ReconciliationState::closed;
  day->due_at.reset();
  day->closed_by = command.staff;
  day->closed_at = now;
  db::save_reconciliation_day(tx, *day);
  return *day;
}

}  // namespace fenrun::flows
