// The sheet's row: lock, balance and head of the chain in one.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/ledger/posting.hpp"
#include "domain/ledger/sheet.hpp"

namespace fenrun::db {

struct Sheet {
  SheetId id;
  std::int64_t number = 0;  // of the newest movement
  Instant at;               // of the newest movement, or of the newest month that was closed
  std::string hash;         // of the newest movement; 32 zeros before the first
  Balance balance;
  std::optional<Instant> owed_since;
};

// Locked in ascending order until the end of the transaction, which keeps two stories from waiting for each
// other; sheets that do not exist yet are made.
std::vector<Sheet> lock_sheets(Tx& tx, const std::set<SheetId>& ids);
// Keeps movements of the sheet out until the end of the transaction; nothing where there is no sheet yet.
void lock_sheet_if_any(Tx& tx, SheetId id);
// Locks the sheets, which are made where there are none; what is posted on them later is dated `instant` at
// the earliest, whatever the clocks say.
void close_sheets_before(Tx& tx, const std::set<SheetId>& ids, Instant instant);
// Without a lock; an empty sheet where there is none.
Sheet find_sheet(Tx& tx, SheetId id);
// Those that exist, ascending.
std::vector<Sheet> find_sheets(Tx& tx, std::span<const SheetId> ids);

// Dealers who owe, the oldest debt first: at most `limit` that follow the place.
struct OwingPlace {
  Instant since;
  SheetId sheet;
};
std::vector<Sheet> list_owing(Tx& tx, const OwingPlace& after, int limit);

// The caller holds their locks and has appended what changed them to the journal.
void save_sheets(Tx& tx, std::span<const Sheet> sheets);

}  // namespace fenrun::db
