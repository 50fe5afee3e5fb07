#include "db/journal/sheet.hpp"

#include <algorithm>

#include "base/assert.hpp"

#define SHEET_COLUMNS \
  "sheet, number, at, hash, pending_fen, available_fen, held_fen, disputed_fen, owed_fen, owed_since"

namespace fenrun::db {
namespace {

Sheet read_sheet(const Row& row) {
  return Sheet{row.id<SheetId>(0),
               row.integer(1),
               row.time(2),
               row.text(3),
               Balance{row.fen(4), row.fen(5), row.fen(6), row.fen(7), row.fen(8)},
               row.maybe_time(9)};
}

Sheet empty_sheet(SheetId id) { return Sheet{id, 0, Instant{}, std::string(32, '\0'), {}, std::nullopt}; }

// Read by the primary key only: a scan of a small table would wait for rows that nobody asked for.
std::vector<Sheet> read_locked(Tx& tx, std::span<const Param> ids) {
  std::vector<Sheet> sheets;
  for (const Row& row :
       tx.all_of("SELECT " SHEET_COLUMNS " FROM ledger_sheet FORCE INDEX (PRIMARY) WHERE sheet IN (", "?",
                 ids, ") ORDER BY sheet FOR UPDATE")) {
    sheets.push_back(read_sheet(row));
  }
  return sheets;
}

// Writes nothing over a sheet that somebody else has made meanwhile.
void make_missing(Tx& tx, const std::set<SheetId>& ids, std::span<const Sheet> found) {
  std::vector<Sheet> made;
  for (const SheetId id : ids) {
    if (std::ranges::find(found, id, &Sheet::id) == found.end()) made.push_back(empty_sheet(id));
  }
  std::vector<Param> params;
  for (const Sheet& sheet : made) params.insert(params.end(), {sheet.id, sheet.at, sheet.hash});
  tx.execute_rows(
      "INSERT INTO ledger_sheet (sheet, at, hash, number, pending_fen, available_fen, held_fen, "
      "disputed_fen, "
      "owed_fen) VALUES",
      "(?,?,?,0,0,0,0,0,0)", params, "ON DUPLICATE KEY UPDATE sheet = VALUES(sheet)");
}

}  // namespace

std::vector<Sheet> lock_sheets(Tx& tx, const std::set<SheetId>& ids) {
  const std::vector<Param> params(ids.begin(), ids.end());
  std::vector<Sheet> sheets = read_locked(tx, params);
  if (sheets.size() == ids.size()) return sheets;
  make_missing(tx, ids, sheets);
  sheets = read_locked(tx, params);
  FENRUN_ASSERT(sheets.size() == ids.size());
  return sheets;
}

void lock_sheet_if_any(Tx& tx, SheetId id) {
  tx.all("SELECT sheet FROM ledger_sheet WHERE sheet = ? FOR UPDATE", {id});
}

void close_sheets_before(Tx& tx, const std::set<SheetId>& ids, Instant instant) {
  lock_sheets(tx, ids);
  const std::vector<Param> keys(ids.begin(), ids.end());
  tx.execute_of("UPDATE ledger_sheet SET at = ? WHERE at < ? AND sheet IN (", {instant, instant}, "?", keys,
                ")");
}

Sheet find_sheet(Tx& tx, SheetId id) {
  const auto row = tx.one("SELECT " SHEET_COLUMNS " FROM ledger_sheet WHERE sheet = ?", {id});
  return row ? read_sheet(*row) : empty_sheet(id);
}

std::vector<Sheet> find_sheets(Tx& tx, std::span<const SheetId> ids) {
  const std::vector<Param> keys(ids.begin(), ids.end());
  std::vector<Sheet> sheets;
  for (const Row& row : tx.all_of("SELECT " SHEET_COLUMNS " FROM ledger_sheet WHERE sheet IN (", "?", keys,
                                  ") ORDER BY sheet")) {
    sheets.push_back(read_sheet(row));
  }
  return sheets;
}

std::vector<Sheet> list_owing(Tx& tx, const OwingPlace& after, int limit) {
  std::vector<Sheet> sheets;
  for (const Row& row :
       tx.all("SELECT " SHEET_COLUMNS " FROM ledger_sheet FORCE INDEX (owing) WHERE owed_since >= ? AND "
              "(owed_since > ? OR sheet > ?) ORDER BY owed_since, sheet LIMIT ?",
              {after.since, after.since, after.sheet, limit})) {
    sheets.push_back(read_sheet(row));
  }
  return sheets;
}

void save_sheets(Tx& tx, std::span<const Sheet> sheets) {
  std::vector<Param> params;
  for (const Sheet& sheet : sheets) {
    const Balance& balance = sheet.balance;
    params.insert(params.end(),
                  {sheet.id, sheet.number, sheet.at, sheet.hash, balance.pending, balance.available,
                   balance.held, balance.disputed, balance.owed, sheet.owed_since});
  }
  tx.execute_rows("INSERT INTO ledger_sheet (" SHEET_COLUMNS ", is_unsealed) VALUES",
                  "(?,?,?,?,?,?,?,?,?,?,1)", params,
                  "ON DUPLICATE KEY UPDATE number = VALUES(number), at = VALUES(at), hash = VALUES(hash), "
                  "pending_fen = VALUES(pending_fen), available_fen = VALUES(available_fen), "
                  "held_fen = VALUES(held_fen), disputed_fen = VALUES(disputed_fen), "
                  "owed_fen = VALUES(owed_fen), owed_since = VALUES(owed_since), is_unsealed = 1");
}

}  // namespace fenrun::db
