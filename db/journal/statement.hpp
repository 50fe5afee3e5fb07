// Rows of `statement`: months that are closed.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/ledger/statement.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

// The dealer's public id is the caller's to add.
struct StatementRow {
  Statement statement;
  std::string hash;
  Instant closed_at;
};

std::optional<StatementRow> find_statement(Tx& tx, DealerId dealer, int month);
std::map<DealerId, StatementRow> find_statements(Tx& tx, const std::set<DealerId>& dealers, int month);
// All of these sheets' dealers, oldest first, with the dealers' public ids ("" where there is no such
// dealer).
std::map<SheetId, std::vector<StatementRow>> find_statements_of(Tx& tx, std::span<const SheetId> sheets);
// The newest one before the month.
std::optional<StatementRow> find_statement_before(Tx& tx, DealerId dealer, int month);
std::map<DealerId, StatementRow> find_statements_before(Tx& tx, const std::set<DealerId>& dealers, int month);
// The caller holds the sheets' locks. A second statement of a month is our bug and throws.
void insert_statements(Tx& tx, const std::map<DealerId, StatementRow>& rows);
// Newest first; the key of an item is its month.
Page<StatementRow> list_statements(Tx& tx, DealerId dealer, const PageRequest& page);

struct ClosingPlace {
  int month = 0;
  SheetId after_sheet;
};
// Nothing while another process closes.
std::optional<ClosingPlace> lock_closing_place(Tx& tx);
void move_closing_place(Tx& tx, const ClosingPlace& place);

}  // namespace fenrun::db
