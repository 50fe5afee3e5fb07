#include "db/reconciliation/reconciliation_day.hpp"

#include <stdexcept>

#define RECONCILIATION_DAY_COLUMNS "day, state, reconciled_at, due_at, closed_by, closed_at"
#define BILL_FIGURE_COLUMNS                                                                            \
  "account, line_count, income_fen, expense_fen, matched, matched_fen, beside, outside, outside_fen, " \
  "differences"

namespace fenrun::db {
namespace {

ReconciliationDay read_reconciliation_day(Tx& tx, const Row& row) {
  const auto number = parse_bill_day(row.text(0));
  const auto state = reconciliation_state_from(row.text(1));
  if (!number || !state) throw std::logic_error("a reconciliation of no day or state: " + row.text(0));
  ReconciliationDay day;
  day.day = *number;
  day.state = *state;
  day.reconciled_at = row.maybe_time(2);
  day.due_at = row.maybe_time(3);
  day.closed_by = row.id<StaffId>(4);
  day.closed_at = row.maybe_time(5);
  for (const Row& one :
       tx.all("SELECT " BILL_FIGURE_COLUMNS " FROM reconciliation_figure WHERE day = ?", {row.text(0)})) {
    const auto bill = bill_kind_from(one.text(0));
    if (!bill) throw std::logic_error("figures of no bill: " + one.text(0));
    day.*figures_of(*bill) =
        BillFigures{one.integer(1), one.fen(2),     one.fen(3), one.integer(4), one.fen(5),
                    one.integer(6), one.integer(7), one.fen(8), one.integer(9)};
  }
  return day;
}

std::vector<ReconciliationDay> read_reconciliation_days(Tx& tx, const std::vector<Row>& rows) {
  std::vector<ReconciliationDay> days;
  days.reserve(rows.size());
  for (const Row& row : rows) days.push_back(read_reconciliation_day(tx, row));
  return days;
}

std::optional<ReconciliationDay> read_reconciliation_day(Tx& tx, const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_reconciliation_day(tx, *row);
}

}  // namespace

bool insert_reconciliation_day(Tx& tx, BillDay day, std::optional<Instant> due_at) {
  return tx.insert_new("INSERT INTO reconciliation_day (day, state, due_at) VALUES (?, 'open', ?)",
                       {bill_day_text(day), due_at});
}

std::optional<ReconciliationDay> find_reconciliation_day(Tx& tx, BillDay day) {
  return read_reconciliation_day(
      tx, tx.one("SELECT " RECONCILIATION_DAY_COLUMNS " FROM reconciliation_day WHERE day = ?",
                 {bill_day_text(day)}));
}

std::optional<ReconciliationDay> lock_reconciliation_day(Tx& tx, BillDay day) {
  return read_reconciliation_day(
      tx, tx.one("SELECT " RECONCILIATION_DAY_COLUMNS " FROM reconciliation_day WHERE day = ? FOR UPDATE",
                 {bill_day_text(day)}));
}

void save_reconciliation_day(Tx& tx, const ReconciliationDay& day) {
  tx.execute(
      "UPDATE reconciliation_day SET state = ?, reconciled_at = ?, due_at = ?, closed_by = ?, closed_at = ? "
      "WHERE day = ?",
      {to_word(day.state), day.reconciled_at, day.due_at, day.closed_by, day.closed_at,
       bill_day_text(day.day)});
}

void save_bill_figures(Tx& tx, BillDay day, BillKind account, const BillFigures& figures) {
  tx.execute("DELETE FROM reconciliation_figure WHERE day = ? AND account = ?",
             {bill_day_text(day), to_word(account)});
  tx.execute_one(
      "INSERT INTO reconciliation_figure (day, " BILL_FIGURE_COLUMNS
      ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {bill_day_text(day), to_word(account), figures.lines, figures.income, figures.expense, figures.matched,
       figures.matched_sum, figures.beside, figures.outside, figures.outside_sum, figures.differences});
}

std::optional<BillDay> newest_reconciliation_day(Tx& tx) {
  const auto row = tx.one("SELECT day FROM reconciliation_day ORDER BY day DESC LIMIT 1");
  if (!row) return std::nullopt;
  return parse_bill_day(row->text(0));
}

std::vector<ReconciliationDay> take_due_reconciliation_days(Tx& tx, Instant now, int limit) {
  return read_reconciliation_days(
      tx, tx.all("SELECT " RECONCILIATION_DAY_COLUMNS " FROM reconciliation_day WHERE due_at <= ? "
                 "ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
                 {now, limit}));
}

std::vector<ReconciliationDay> list_reconciliation_days(Tx& tx, std::optional<ReconciliationState> state,
                                                        std::optional<BillDay> before, int limit) {
  const std::string below = before ? bill_day_text(*before) : "9";
  const std::string_view word = state ? to_word(*state) : "";
  return read_reconciliation_days(
      tx, tx.all("SELECT " RECONCILIATION_DAY_COLUMNS " FROM reconciliation_day WHERE day < ? "
                 "AND (? = '' OR state = ?) ORDER BY day DESC LIMIT ?",
                 {below, word, word, limit}));
}

}  // namespace fenrun::db
