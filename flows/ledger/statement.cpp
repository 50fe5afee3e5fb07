#include "flows/ledger/statement.hpp"

#include "base/assert.hpp"
#include "db/journal/sheet.hpp"

namespace fenrun::flows {
namespace {

// The flow that a posting between these accounts belongs to; null: it stays among the dealer's own accounts
// or the company's.
Fen* flow_of(MoneyFlows& flows, Account debit, Account credit) {
  if (debit == Account::commission && credit == Account::pending) return &flows.earned;
  if (credit == Account::commission && row_of(debit).owner == Owner::dealer) return &flows.clawed_back;
  if (debit == Account::held && credit == Account::tax) return &flows.tax;
  if (debit == Account::held && row_of(credit).owner == Owner::company) return &flows.withdrawn;
  if (debit == Account::bad_debt) return &flows.written_off;
  return nullptr;
}

bool foots(const Statement& statement) {
  const MoneyFlows& flows = statement.flows;
  const std::int64_t change = flows.earned.value - flows.clawed_back.value - flows.withdrawn.value -
                              flows.tax.value + flows.written_off.value;
  return statement.opening.net().value + change == statement.closing.net().value;
}

}  // namespace

MoneyFlows money_flows(db::Tx& tx, SheetId sheet, const Period& period) {
  MoneyFlows flows;
  for (const db::FlowTotal& total : db::total_flows(tx, sheet, period.from, period.until)) {
    if (Fen* flow = flow_of(flows, total.debit, total.credit)) flow->value += total.amount.value;
  }
  return flows;
}

// The sheet is locked, so that no movement comes between the three questions.
Statement draw_statement(db::Tx& tx, SheetId sheet, const Period& period) {
  db::lock_sheet_if_any(tx, sheet);
  Statement statement;
  statement.opening = db::balance_before(tx, sheet, period.from);
  statement.flows = money_flows(tx, sheet, period);
  statement.hash = std::string(32, '\0');
  if (const auto last = db::find_last_before(tx, sheet, period.until)) {
    statement.closing = last->after;
    statement.last_number = last->number;
    statement.hash = last->hash;
  }
  FENRUN_ASSERT(foots(statement));
  return statement;
}

}  // namespace fenrun::flows
