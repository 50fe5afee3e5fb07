#include "db/journal/statement.hpp"

#define STATEMENT_COLUMNS                                                                                  \
  "month, opening_pending_fen, opening_available_fen, opening_held_fen, opening_disputed_fen, "            \
  "opening_owed_fen, earned_fen, clawed_back_fen, withdrawn_fen, tax_fen, written_off_fen, "               \
  "closing_pending_fen, closing_available_fen, closing_held_fen, closing_disputed_fen, closing_owed_fen, " \
  "to_date_earned_fen, to_date_clawed_back_fen, to_date_withdrawn_fen, to_date_tax_fen, "                  \
  "to_date_written_off_fen, opening_number, last_number, journal_hash, hash, closed_at"

namespace fenrun::db {
namespace {

Balance balance_at(const Row& row, std::size_t column) {
  return {row.fen(column), row.fen(column + 1), row.fen(column + 2), row.fen(column + 3),
          row.fen(column + 4)};
}

MoneyFlows flows_at(const Row& row, std::size_t column) {
  return {row.fen(column), row.fen(column + 1), row.fen(column + 2), row.fen(column + 3),
          row.fen(column + 4)};
}

StatementRow read_statement(const Row& row) {
  Statement statement;
  statement.month = static_cast<int>(row.integer(0));
  statement.opening = balance_at(row, 1);
  statement.flows = flows_at(row, 6);
  statement.closing = balance_at(row, 11);
  statement.to_date = flows_at(row, 16);
  statement.opening_number = row.integer(21);
  statement.last_number = row.integer(22);
  statement.journal_hash = row.text(23);
  return {std::move(statement), row.text(24), row.time(25)};
}

std::optional<StatementRow> read_statement(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_statement(*row);
}

}  // namespace

std::optional<StatementRow> find_statement(Tx& tx, DealerId dealer, int month) {
  return read_statement(tx.one(
      "SELECT " STATEMENT_COLUMNS " FROM statement WHERE dealer_id = ? AND month = ?", {dealer, month}));
}

std::optional<StatementRow> find_statement_before(Tx& tx, DealerId dealer, int month) {
  return read_statement(
      tx.one("SELECT " STATEMENT_COLUMNS
             " FROM statement WHERE dealer_id = ? AND month < ? ORDER BY month DESC LIMIT 1",
             {dealer, month}));
}

void insert_statement(Tx& tx, DealerId dealer, const StatementRow& row) {
  const Statement& it = row.statement;
  tx.execute_one("INSERT INTO statement (dealer_id, " STATEMENT_COLUMNS
                 ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 {dealer,
                  it.month,
                  it.opening.pending,
                  it.opening.available,
                  it.opening.held,
                  it.opening.disputed,
                  it.opening.owed,
                  it.flows.earned,
                  it.flows.clawed_back,
                  it.flows.withdrawn,
                  it.flows.tax,
                  it.flows.written_off,
                  it.closing.pending,
                  it.closing.available,
                  it.closing.held,
                  it.closing.disputed,
                  it.closing.owed,
                  it.to_date.earned,
                  it.to_date.clawed_back,
                  it.to_date.withdrawn,
                  it.to_date.tax,
                  it.to_date.written_off,
                  it.opening_number,
                  it.last_number,
                  it.journal_hash,
                  row.hash,
                  row.closed_at});
}

Page<StatementRow> list_statements(Tx& tx, DealerId dealer, const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT32_MAX : page.after;
  std::vector<StatementRow> found;
  for (const Row& row :
       tx.all("SELECT " STATEMENT_COLUMNS
              " FROM statement WHERE dealer_id = ? AND month < ? ORDER BY month DESC LIMIT ?",
              {dealer, below, page.rows() + 1})) {
    found.push_back(read_statement(row));
  }
  return cut_page(std::move(found), page,
                  [](const StatementRow& one) { return std::int64_t{one.statement.month}; });
}

std::optional<ClosingPlace> lock_closing_place(Tx& tx) {
  const auto row =
      tx.one("SELECT month, after_sheet FROM statement_place WHERE id = 1 FOR UPDATE SKIP LOCKED");
  if (!row) return std::nullopt;
  return ClosingPlace{static_cast<int>(row->integer(0)), row->id<SheetId>(1)};
}

void move_closing_place(Tx& tx, const ClosingPlace& place) {
  tx.execute("UPDATE statement_place SET month = ?, after_sheet = ? WHERE id = 1",
             {place.month, place.after_sheet});
}

}  // namespace fenrun::db
