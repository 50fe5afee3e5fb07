#include "db/journal/explained.hpp"

#include "domain/ledger/account.hpp"

namespace fenrun::db {
// The later movements of the sheets are added up by commission first: few beside the accruals, and a
// commission's all stand on one sheet. Of a clawback only its leg from `disputed` takes from what is frozen.
std::optional<Orphan> find_unexplained_commission(Tx& tx, const SheetRange& sheets) {
  return read_orphan(tx.one(
      "SELECT t.sheet, t.number FROM journal_txn t LEFT JOIN commission_money m ON m.reference = t.reference "
      "LEFT JOIN (SELECT j.subject, "
      "SUM(IF(j.kind IN ('claw_back', 'forfeit'), j.amount_fen, 0)) AS taken_fen, "
      "SUM(CASE j.kind WHEN 'release' THEN 0 WHEN 'freeze' THEN j.amount_fen "
      "WHEN 'claw_back' THEN -COALESCE(p.amount_fen, 0) ELSE -j.amount_fen END) AS frozen_fen, "
      "SUM(j.kind = 'release') AS releases, SUM(j.kind = 'freeze') AS freezes "
      "FROM journal_txn j LEFT JOIN posting p ON j.kind = 'claw_back' AND p.sheet = j.sheet "
      "AND p.number = j.number AND p.debit = 'disputed' WHERE j.sheet > ? AND j.sheet <= ? "
      "AND j.kind IN ('release', 'claw_back', 'freeze', 'unfreeze', 'forfeit') GROUP BY j.subject) AS c "
      "ON c.subject = t.reference WHERE t.sheet > ? AND t.sheet <= ? AND t.kind = 'accrue' "
      "AND NOT (m.dealer_id <=> t.sheet AND m.earned_fen <=> t.amount_fen AND m.created_at <=> t.at "
      "AND m.clawed_back_fen <=> COALESCE(c.taken_fen, 0) AND m.frozen_fen <=> COALESCE(c.frozen_fen, 0) "
      "AND (m.state <=> IF(c.releases > 0, 'released', IF(c.taken_fen = t.amount_fen, 'void', 'pending')) "
      "OR (m.state <=> 'released' AND COALESCE(c.freezes, 0) > 0))) LIMIT 1",
      {sheets.after, sheets.last, sheets.after, sheets.last}));
}

std::optional<Orphan> find_unexplained_withdrawal(Tx& tx, const SheetRange& sheets) {
  return read_orphan(tx.one(
      "SELECT t.sheet, t.number FROM journal_txn t LEFT JOIN withdrawal_money m ON m.reference = t.reference "
      "LEFT JOIN (SELECT subject, SUM(amount_fen) AS resolved_fen FROM journal_txn WHERE sheet > ? AND sheet "
      "<= ? AND kind IN ('return_hold', 'settle', 'withhold_tax', 'keep_fee', 'pay_offline') "
      "GROUP BY subject) AS r ON r.subject = t.reference WHERE t.sheet > ? AND t.sheet <= ? "
      "AND t.kind = 'hold' AND NOT (m.dealer_id <=> t.sheet AND m.held_fen <=> t.amount_fen "
      "AND m.resolved_fen <=> COALESCE(r.resolved_fen, 0)) LIMIT 1",
      {sheets.after, sheets.last, sheets.after, sheets.last}));
}

// The newest movement by the row's own number: what was posted since is in both or in neither.
std::vector<Orphan> find_sheets_apart(Tx& tx, std::span<const SheetId> sheets) {
  const std::vector<Param> keys(sheets.begin(), sheets.end());
  std::vector<Orphan> apart;
  for (const Row& row :
       tx.all_of("SELECT s.sheet, s.number FROM ledger_sheet s LEFT JOIN journal_txn t ON t.sheet = s.sheet "
                 "AND t.number = s.number WHERE s.number > 0 AND NOT (t.hash <=> s.hash "
                 "AND t.pending_fen <=> s.pending_fen AND t.available_fen <=> s.available_fen "
                 "AND t.held_fen <=> s.held_fen AND t.disputed_fen <=> s.disputed_fen "
                 "AND t.owed_fen <=> s.owed_fen) AND s.sheet IN (",
                 "?", keys, ") ORDER BY s.sheet")) {
    apart.push_back({row.id<SheetId>(0), row.integer(1)});
  }
  return apart;
}

std::int64_t fen_apart(Tx& tx, std::span<const SheetId> sheets) {
  const std::vector<Param> keys(sheets.begin(), sheets.end());
  std::int64_t fen = 0;
  for (const Row& row : tx.all_of(
           "SELECT ABS(s.pending_fen - COALESCE(t.pending_fen, 0)) + "
           "ABS(s.available_fen - COALESCE(t.available_fen, 0)) + ABS(s.held_fen - COALESCE(t.held_fen, 0)) "
           "+ "
           "ABS(s.disputed_fen - COALESCE(t.disputed_fen, 0)) + ABS(s.owed_fen - COALESCE(t.owed_fen, 0)) "
           "FROM ledger_sheet s LEFT JOIN journal_txn t ON t.sheet = s.sheet AND t.number = "
           "(SELECT MAX(n.number) FROM journal_txn n WHERE n.sheet = s.sheet) WHERE s.sheet IN (",
           "?", keys, ")")) {
    fen += row.integer(0);
  }
  return fen;
}

std::optional<Orphan> find_commission_of_nothing(Tx& tx) {
  return read_orphan(
      tx.one("SELECT m.dealer_id, 0 FROM commission_money m LEFT JOIN journal_txn t "
             "ON t.reference = m.reference AND t.kind = 'accrue' WHERE t.sheet IS NULL LIMIT 1"));
}

std::optional<Orphan> find_withdrawal_of_nothing(Tx& tx) {
  return read_orphan(
      tx.one("SELECT m.dealer_id, 0 FROM withdrawal_money m LEFT JOIN journal_txn t "
             "ON t.reference = m.reference AND t.kind = 'hold' WHERE t.sheet IS NULL LIMIT 1"));
}

std::map<std::string, std::int64_t> unexplained_totals(Tx& tx) {
  std::map<std::string, std::int64_t> totals;
  for (const Row& row : tx.all(
           "SELECT p.debit, p.credit, CAST(SUM(p.amount_fen) AS SIGNED) FROM ledger_sheet s JOIN posting p "
           "ON p.sheet = s.sheet AND p.number <= s.sealed_number GROUP BY p.debit, p.credit "
           "UNION ALL SELECT account, '', amount_fen FROM ledger_total")) {
    const std::int64_t fen = row.integer(2);
    if (row.text(1).empty()) {
      totals[row.text(0)] += fen;
    } else {
      totals[row.text(0)] -= fen;
      totals[row.text(1)] += fen;
    }
  }
  // A word that is no account is wrong whatever stands beside it.
  std::erase_if(totals, [](const auto& total) { return total.second == 0 && account_from(total.first); });
  return totals;
}

}  // namespace fenrun::db
