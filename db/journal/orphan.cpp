#include "db/journal/orphan.hpp"

namespace fenrun::db {
namespace {

std::optional<Orphan> read_orphan(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return Orphan{row->id<SheetId>(0), row->integer(1)};
}

}  // namespace

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

std::optional<Orphan> find_misstated_month(Tx& tx) {
  return read_orphan(
      tx.one("SELECT s.dealer_id, s.last_number FROM statement s LEFT JOIN journal_txn t "
             "ON t.sheet = s.dealer_id AND t.number = s.last_number AND t.hash = s.journal_hash "
             "AND t.pending_fen = s.closing_pending_fen AND t.available_fen = s.closing_available_fen "
             "AND t.held_fen = s.closing_held_fen AND t.disputed_fen = s.closing_disputed_fen "
             "AND t.owed_fen = s.closing_owed_fen WHERE s.last_number > 0 AND t.sheet IS NULL LIMIT 1"));
}

}  // namespace fenrun::db
