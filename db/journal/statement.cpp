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

std::map<DealerId, StatementRow> by_dealer(const std::vector<Row>& rows) {
  constexpr std::size_t kDealer = 26;
  std::map<DealerId, StatementRow> statements;
  for (const Row& row : rows) statements.emplace(row.id<DealerId>(kDealer), read_statement(row));
  return statements;
}

void add_balance(std::vector<Param>& values, const Balance& balance) {
  values.insert(values.end(),
                {balance.pending, balance.available, balance.held, balance.disputed, balance.owed});
}

void add_flows(std::vector<Param>& values, const MoneyFlows& flows) {
  values.insert(values.end(),
                {flows.earned, flows.clawed_back, flows.withdrawn, flows.tax, flows.written_off});
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

std::map<DealerId, StatementRow> find_statements(Tx& tx, const std::set<DealerId>& dealers, int month) {
  std::vector<Param> keys;
  for (const DealerId dealer : dealers) keys.insert(keys.end(), {dealer, month});
  return by_dealer(tx.all_of("SELECT " STATEMENT_COLUMNS
                             ", dealer_id FROM statement WHERE (dealer_id, month) IN (",
                             "(?,?)", keys, ")"));
}

std::map<DealerId, StatementRow> find_statements_before(Tx& tx, const std::set<DealerId>& dealers,
                                                        int month) {
  const std::vector<Param> ids(dealers.begin(), dealers.end());
  std::vector<Param> keys;
  for (const Row& row :
       tx.all_of("SELECT dealer_id, MAX(month) FROM statement WHERE month < ? AND dealer_id IN (", {month},
                 "?", ids, ") GROUP BY dealer_id")) {
    keys.insert(keys.end(), {row.integer(0), row.integer(1)});
  }
  return by_dealer(tx.all_of("SELECT " STATEMENT_COLUMNS
                             ", dealer_id FROM statement WHERE (dealer_id, month) IN (",
                             "(?,?)", keys, ")"));
}

std::map<SheetId, std::vector<StatementRow>> find_statements_of(Tx& tx, std::span<const SheetId> sheets) {
  constexpr std::size_t kDealer = 26;
  const std::vector<Param> keys(sheets.begin(), sheets.end());
  std::map<SheetId, std::vector<StatementRow>> statements;
  for (const Row& row :
       tx.all_of("SELECT " STATEMENT_COLUMNS
                 ", dealer_id, COALESCE((SELECT public_id FROM dealer WHERE id = dealer_id), '') "
                 "FROM statement WHERE dealer_id IN (",
                 "?", keys, ") ORDER BY dealer_id, month")) {
    auto& one = statements[row.id<SheetId>(kDealer)].emplace_back(read_statement(row));
    one.statement.dealer = row.text(kDealer + 1);
  }
  return statements;
}

void insert_statements(Tx& tx, const std::map<DealerId, StatementRow>& rows) {
  std::vector<Param> values;
  for (const auto& [dealer, row] : rows) {
    const Statement& it = row.statement;
    values.insert(values.end(), {dealer, it.month});
    add_balance(values, it.opening);
    add_flows(values, it.flows);
    add_balance(values, it.closing);
    add_flows(values, it.to_date);
    values.insert(values.end(),
                  {it.opening_number, it.last_number, it.journal_hash, row.hash, row.closed_at});
  }
  tx.execute_rows("INSERT INTO statement (dealer_id, " STATEMENT_COLUMNS ") VALUES",
                  "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", values);
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
