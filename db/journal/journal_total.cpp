#include "db/journal/journal_total.hpp"

namespace fenrun::db {

ListTotal total_of_journal(Tx& tx, SheetId sheet) {
  const auto row =
      tx.one("SELECT COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM journal_txn WHERE sheet = ?",
             {sheet});
  return {row->integer(0), row->fen(1)};
}

ListTotal total_owed(Tx& tx) {
  const auto row = tx.one(
      "SELECT COUNT(*), CAST(COALESCE(SUM(owed_fen), 0) AS SIGNED) FROM ledger_sheet "
      "WHERE owed_since IS NOT NULL");
  return {row->integer(0), row->fen(1)};
}

}  // namespace fenrun::db
