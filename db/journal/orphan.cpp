#include "db/journal/orphan.hpp"

namespace fenrun::db {

std::optional<Orphan> read_orphan(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return Orphan{row->id<SheetId>(0), row->integer(1)};
}

std::vector<SheetId> list_sheets(Tx& tx, SheetId after, int limit) {
  std::vector<SheetId> sheets;
  for (const Row& row :
       tx.all("SELECT sheet FROM ledger_sheet WHERE sheet > ? ORDER BY sheet LIMIT ?", {after, limit})) {
    sheets.push_back(row.id<SheetId>(0));
  }
  return sheets;
}

std::optional<Orphan> find_sealed_orphan(Tx& tx) {
  return read_orphan(
      tx.one("SELECT h.sheet, h.number FROM ledger_seal_head h LEFT JOIN journal_txn t ON t.sheet = h.sheet "
             "AND t.number = h.number AND t.hash = h.hash WHERE t.sheet IS NULL LIMIT 1"));
}

std::optional<Orphan> find_sheetless_movement(Tx& tx) {
  return read_orphan(
      tx.one("SELECT t.sheet, t.number FROM journal_txn t LEFT JOIN ledger_sheet s ON s.sheet = t.sheet "
             "WHERE s.sheet IS NULL LIMIT 1"));
}

std::optional<Orphan> find_sealed_orphan_of(Tx& tx, std::int64_t after, std::int64_t last) {
  return read_orphan(tx.one(
      "SELECT h.sheet, h.number FROM ledger_seal_head h LEFT JOIN journal_txn t ON t.sheet = h.sheet "
      "AND t.number = h.number AND t.hash = h.hash WHERE h.seal > ? AND h.seal <= ? AND t.sheet IS NULL "
      "LIMIT 1",
      {after, last}));
}

std::optional<Orphan> find_sheetless_movement_of(Tx& tx, SheetId after, SheetId last) {
  return read_orphan(
      tx.one("SELECT t.sheet, t.number FROM journal_txn t LEFT JOIN ledger_sheet s ON s.sheet = t.sheet "
             "WHERE t.sheet > ? AND t.sheet <= ? AND s.sheet IS NULL LIMIT 1",
             {after, last}));
}

std::optional<Orphan> find_overlong_sheet_of(Tx& tx, SheetId after, SheetId last) {
  return read_orphan(tx.one(
      "SELECT s.sheet, s.number + 1 FROM ledger_sheet s WHERE s.sheet > ? AND s.sheet <= ? AND s.number < "
      "(SELECT MAX(t.number) FROM journal_txn t WHERE t.sheet = s.sheet) LIMIT 1",
      {after, last}));
}

std::optional<Orphan> find_lone_posting(Tx& tx) {
  return read_orphan(
      tx.one("SELECT p.sheet, p.number FROM posting p LEFT JOIN journal_txn t ON t.sheet = p.sheet "
             "AND t.number = p.number WHERE t.sheet IS NULL LIMIT 1"));
}

std::optional<Orphan> find_overlong_sheet(Tx& tx) {
  return read_orphan(
      tx.one("SELECT t.sheet, t.number FROM ledger_sheet s JOIN journal_txn t ON t.sheet = s.sheet "
             "AND t.number > s.number LIMIT 1"));
}

std::optional<Orphan> find_unexplained_pending(Tx& tx) {
  return read_orphan(
      tx.one("SELECT s.sheet, s.number FROM ledger_sheet s LEFT JOIN (SELECT dealer_id, "
             "SUM(IF(state = 'pending', earned_fen - clawed_back_fen - frozen_fen, 0)) AS pending_fen, "
             "SUM(frozen_fen) AS disputed_fen FROM commission_money GROUP BY dealer_id) AS c "
             "ON c.dealer_id = s.sheet WHERE s.sheet > 0 AND (COALESCE(c.pending_fen, 0) <> s.pending_fen "
             "OR COALESCE(c.disputed_fen, 0) <> s.disputed_fen) LIMIT 1"));
}

std::optional<Orphan> find_unexplained_held(Tx& tx) {
  return read_orphan(
      tx.one("SELECT s.sheet, s.number FROM ledger_sheet s LEFT JOIN (SELECT dealer_id, "
             "SUM(held_fen - resolved_fen) AS open_fen FROM withdrawal_money GROUP BY dealer_id) AS w "
             "ON w.dealer_id = s.sheet WHERE s.sheet > 0 AND COALESCE(w.open_fen, 0) <> s.held_fen LIMIT 1"));
}

std::optional<Orphan> find_sheetless_statement(Tx& tx) {
  return read_orphan(
      tx.one("SELECT t.dealer_id, t.last_number FROM statement t LEFT JOIN ledger_sheet s "
             "ON s.sheet = t.dealer_id WHERE s.sheet IS NULL LIMIT 1"));
}

// A month ends eight hours before it does in UTC.
std::optional<Orphan> find_misdated_sheet(Tx& tx) {
  return read_orphan(
      tx.one("SELECT s.sheet, s.number FROM ledger_sheet s LEFT JOIN journal_txn t ON t.sheet = s.sheet "
             "AND t.number = s.number LEFT JOIN (SELECT dealer_id, MAX(month) AS month FROM statement "
             "GROUP BY dealer_id) AS c ON c.dealer_id = s.sheet WHERE s.at <> GREATEST("
             "COALESCE(t.at, TIMESTAMP'1970-01-01 00:00:00'), COALESCE(STR_TO_DATE(CONCAT(c.month, '01'), "
             "'%Y%m%d') + INTERVAL 1 MONTH - INTERVAL 8 HOUR, TIMESTAMP'1970-01-01 00:00:00')) LIMIT 1"));
}

std::optional<Orphan> find_missealed_sheet(Tx& tx) {
  return read_orphan(
      tx.one("SELECT s.sheet, s.sealed_number FROM ledger_sheet s LEFT JOIN (SELECT sheet, MAX(number) AS "
             "number FROM ledger_seal_head GROUP BY sheet) AS h ON h.sheet = s.sheet "
             "WHERE s.sealed_number <> COALESCE(h.number, 0) OR s.is_unsealed <> (s.number > "
             "s.sealed_number) LIMIT 1"));
}

std::optional<Orphan> find_lost_seal(Tx& tx) {
  return read_orphan(
      tx.one("SELECT 0, GREATEST(COALESCE(p.last_seal, 0), COALESCE(s.number, 0)) FROM (SELECT 1 AS id) AS "
             "one LEFT JOIN ledger_seal_place p ON p.id = one.id LEFT JOIN ledger_seal s ON s.number = "
             "(SELECT MAX(number) FROM ledger_seal) WHERE NOT (p.last_seal <=> COALESCE(s.number, 0) "
             "AND p.last_mac <=> COALESCE(s.mac, REPEAT(CHAR(0), 32)))"));
}

}  // namespace fenrun::db
