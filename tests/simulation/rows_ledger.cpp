// db/journal over the rows of the simulation: what flows/ledger/post.cpp reads and writes.
#include "db/mysql/codes.hpp"
#include "tests/simulation/rows.hpp"

namespace fenrun::db {
namespace {

simulation::Rows& ledger_rows() {
  simulation::Rows& rows = simulation::rows_here();
  rows.statement();
  return rows;
}

Sheet fresh_sheet(SheetId id) { return Sheet{id, 0, Instant{}, std::string(32, '\0'), {}, std::nullopt}; }

template <class Row>
std::map<std::string, Row> pick_rows(const simulation::Table<std::string, Row>& table,
                                     const std::set<std::string>& references) {
  std::map<std::string, Row> found;
  for (const std::string& reference : references) {
    if (const Row* const row = table.find(reference)) found.emplace(reference, *row);
  }
  return found;
}

template <class Row>
void insert_rows(simulation::Table<std::string, Row>& table, const std::map<std::string, Row>& fresh) {
  for (const auto& [reference, row] : fresh) {
    if (!table.insert_new(reference, row)) throw DatabaseError(kRecordChanged, "made meanwhile");
  }
}

template <class Row>
void update_rows(simulation::Table<std::string, Row>& table, const std::map<std::string, Row>& changed) {
  for (const auto& [reference, row] : changed) table.put(reference, row);
}

}  // namespace

std::vector<Sheet> lock_sheets(Tx& /*tx*/, const std::set<SheetId>& ids) {
  simulation::Rows& rows = ledger_rows();
  std::vector<Sheet> sheets;
  for (const SheetId id : ids) {
    if (rows.sheets.find(id.value) == nullptr) rows.sheets.put(id.value, fresh_sheet(id));
    sheets.push_back(*rows.sheets.find(id.value));
  }
  return sheets;
}

void lock_sheet_if_any(Tx& /*tx*/, SheetId /*id*/) { ledger_rows(); }

Sheet find_sheet(Tx& /*tx*/, SheetId id) {
  const Sheet* const sheet = ledger_rows().sheets.find(id.value);
  return sheet == nullptr ? fresh_sheet(id) : *sheet;
}

void save_sheets(Tx& /*tx*/, std::span<const Sheet> sheets) {
  simulation::Rows& rows = ledger_rows();
  for (const Sheet& sheet : sheets) rows.sheets.put(sheet.id.value, sheet);
}

// (kind, reference) is unique.
void append_journal(Tx& /*tx*/, std::span<const JournalTxn> txns) {
  simulation::Rows& rows = ledger_rows();
  for (const JournalTxn& txn : txns) {
    const bool is_new = rows.journal.insert_new({txn.kind, txn.reference}, txn);
    if (!is_new) throw DatabaseError(kRecordChanged, "written meanwhile");
  }
}

std::vector<JournalTxn> find_by_reference(Tx& /*tx*/, const std::set<std::string>& references) {
  const simulation::Rows& rows = ledger_rows();
  std::vector<JournalTxn> found;
  for (const MovementRow& kind : legal_movements()) {
    for (const std::string& reference : references) {
      const JournalTxn* const txn = rows.journal.find({kind.kind, reference});
      if (txn != nullptr) found.push_back(*txn);
    }
  }
  return found;
}

Commissions lock_commissions(Tx& /*tx*/, const std::set<std::string>& references) {
  return pick_rows(ledger_rows().commission_money, references);
}

Withdrawals lock_withdrawals(Tx& /*tx*/, const std::set<std::string>& references) {
  return pick_rows(ledger_rows().withdrawal_money, references);
}

void insert_commissions(Tx& /*tx*/, const Commissions& commissions) {
  insert_rows(ledger_rows().commission_money, commissions);
}

void insert_withdrawals(Tx& /*tx*/, const Withdrawals& withdrawals) {
  insert_rows(ledger_rows().withdrawal_money, withdrawals);
}

void update_commissions(Tx& /*tx*/, const Commissions& commissions) {
  update_rows(ledger_rows().commission_money, commissions);
}

void update_withdrawals(Tx& /*tx*/, const Withdrawals& withdrawals) {
  update_rows(ledger_rows().withdrawal_money, withdrawals);
}

}  // namespace fenrun::db
