#include "db/journal/journal_total.hpp"

namespace fenrun::db {

ListTotal total_of_journal(Tx& tx, SheetId sheet, std::int64_t after, std::int64_t last) {
  const auto row = tx.one(
      "SELECT COUNT(*), CAST(COALESCE(SUM(found.amount_fen), 0) AS SIGNED) FROM (SELECT amount_fen FROM "
      "journal_txn WHERE sheet = ? AND number > ? AND number <= ? LIMIT ?) AS found",
      {sheet, after, last, kTotalRowsMax + 1});
  return {row->integer(0), row->fen(1)};
}

ListTotal total_owed(Tx& tx) {
  const auto row = tx.one(
      "SELECT COUNT(*), CAST(COALESCE(SUM(found.owed_fen), 0) AS SIGNED) FROM (SELECT owed_fen FROM "
      "ledger_sheet WHERE owed_since IS NOT NULL LIMIT ?) AS found",
      {kTotalRowsMax + 1});
  return {row->integer(0), row->fen(1)};
}

}  // namespace fenrun::db
