#include "flows/ledger/check_sheet.hpp"

#include <utility>

#include "flows/ledger/statement.hpp"

namespace fenrun::flows {

SheetCheck::SheetCheck(db::Sheet row, std::vector<db::StatementRow> months)
    : row_(std::move(row)), months_(std::move(months)) {
  walk_.sheet = row_.id;
}

std::optional<LedgerFault> SheetCheck::pass(const db::JournalTxn& txn) {
  if (auto fault = turn_months(txn.at)) return fault;
  if (auto fault = step_on(walk_, txn)) return fault;
  count_flows(txn);
  if (txn.after.owed.value == 0) {
    owed_since_.reset();
  } else if (!owed_since_) {
    owed_since_ = txn.at;
  }
  return std::nullopt;
}

std::optional<LedgerFault> SheetCheck::finish() {
  if (!is_at_row()) return LedgerFault{row_.id, walk_.number + 1, "is missing"};
  if (auto fault = turn_months(Instant::max())) return fault;
  if (walk_.hash == row_.hash && walk_.balance == row_.balance && owed_since_ == row_.owed_since)
    return std::nullopt;
  return LedgerFault{row_.id, row_.number, "is not what the sheet's row says"};
}

// What is dated `until` or later is not read yet: months that begin by then open with what has passed, and
// those that are over by then are compared with it.
std::optional<LedgerFault> SheetCheck::turn_months(Instant until) {
  while (month_ < months_.size()) {
    const auto period = parse_month(month_text(months_[month_].statement.month));
    if (!period) return LedgerFault{row_.id, walk_.number, "is in a closed month that is none"};
    if (!is_open_ && period->from > until) return std::nullopt;
    if (!is_open_) open_month();
    if (period->until > until) return std::nullopt;
    if (auto fault = compare_month()) return fault;
    is_open_ = false;
    ++month_;
  }
  return std::nullopt;
}

void SheetCheck::open_month() {
  const Statement& said = months_[month_].statement;
  is_open_ = true;
  drawn_ = Statement{};
  drawn_.dealer = said.dealer;
  drawn_.month = said.month;
  drawn_.opening = walk_.balance;
  drawn_.opening_number = walk_.number;
}

std::optional<LedgerFault> SheetCheck::compare_month() const {
  const db::StatementRow& said = months_[month_];
  Statement drawn = drawn_;
  drawn.closing = walk_.balance;
  drawn.to_date = to_date_;
  drawn.last_number = walk_.number;
  drawn.journal_hash = walk_.hash;
  const bool is_over = said.closed_at >= parse_month(month_text(drawn.month))->until;
  if (drawn == said.statement && statement_hash(drawn) == said.hash && is_over) return std::nullopt;
  return LedgerFault{row_.id, walk_.number,
                     "is not what the closed month " + month_text(drawn.month) + " says"};
}

void SheetCheck::count_flows(const db::JournalTxn& txn) {
  if (month_ == months_.size()) return;
  MoneyFlows flows;
  for (const Posting& one : txn.postings) count_flow(flows, one.debit(), one.credit(), one.amount());
  to_date_ = to_date_ + flows;
  if (is_open_) drawn_.flows = drawn_.flows + flows;
}

}  // namespace fenrun::flows
