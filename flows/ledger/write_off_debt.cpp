#include "flows/ledger/write_off_debt.hpp"

#include "db/journal/sheet.hpp"
#include "db/journal/write_off.hpp"
#include "flows/ledger/post.hpp"

namespace fenrun::flows {
namespace {

// A debt of more pieces than this is shown as older than it is.
constexpr int kDebtEntriesMax = 1000;

Debt debt_on(db::Tx& tx, const db::Sheet& sheet, Instant now) {
  const Fen owed = sheet.balance.owed;
  if (owed.value == 0) return {};
  return {owed, sheet.owed_since, age_debt(owed, db::list_debt_entries(tx, sheet.id, kDebtEntriesMax), now)};
}

}  // namespace

Result<WriteOff> request_write_off(db::Tx& tx, const RequestWriteOff& command, Instant now) {
  const db::Sheet sheet = db::find_sheet(tx, sheet_of(command.dealer));
  const Done wanted = check_write_off(command.amount, command.reason, sheet.balance.owed);
  if (!wanted) return wanted.error();
  WriteOff write_off;
  write_off.public_id = command.public_id;
  write_off.dealer = command.dealer;
  write_off.amount = command.amount;
  write_off.reason = command.reason;
  write_off.requested_by = command.staff;
  write_off.requested_at = now;
  if (!db::insert_write_off(tx, write_off)) return kWriteOffAlreadyOpen;
  return write_off;
}

Result<WriteOff> decide_write_off(db::Tx& tx, const DecideWriteOff& command, Instant now) {
  auto write_off = db::lock_write_off(tx, command.public_id);
  if (!write_off) return kWriteOffNotFound;
  const Done decided = check_write_off_decision(*write_off, command.staff);
  if (!decided) return decided.error();
  if (command.is_approved) {
    const auto posted = post(
        tx, {MovementKind::write_off, write_off->public_id, write_off->dealer, write_off->amount, {}}, now);
    if (!posted) return posted.error();
  }
  write_off->state = command.is_approved ? WriteOffState::approved : WriteOffState::refused;
  write_off->decided_by = command.staff;
  write_off->decided_at = now;
  db::decide_write_off(tx, *write_off);
  return *write_off;
}

Debt debt_of(db::Tx& tx, DealerId dealer, Instant now) {
  return debt_on(tx, db::find_sheet(tx, sheet_of(dealer)), now);
}

std::vector<DealerDebt> list_debts(db::Tx& tx, const db::OwingPlace& after, int limit, Instant now) {
  std::vector<DealerDebt> debts;
  for (const db::Sheet& sheet : db::list_owing(tx, after, limit)) {
    // A dealer's sheet has the dealer's number, and only dealers owe.
    debts.push_back({DealerId{sheet.id.value}, debt_on(tx, sheet, now)});
  }
  return debts;
}

}  // namespace fenrun::flows
