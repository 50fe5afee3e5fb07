// Reads a sheet's movements in their order and says whether each follows from the one before it: number,
// hash, balance and time.
#pragma once

#include <optional>
#include <string>

#include "db/journal/journal.hpp"
#include "db/journal/seal.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

inline constexpr SheetId kBeforeAllSheets{-kCompanySheets - 1};

// What is wrong, and where: a movement of a sheet, or a seal (then the sheet is 0).
struct LedgerFault {
  SheetId sheet;
  std::int64_t number = 0;
  std::string what;  // for the log and the operator: English

  friend bool operator==(const LedgerFault&, const LedgerFault&) = default;
};

struct SheetWalk {
  SheetId sheet;
  // Of the last movement that is known to be right.
  std::int64_t number = 0;
  std::string hash = std::string(32, '\0');
  Balance balance;
  Instant at;
  // What the movements walked so far moved: debits less credits.
  db::Totals moved;
};

// Stands behind movement `number`, which is taken as right, unless it is missing or cannot be read.
std::optional<LedgerFault> begin_walk(db::Tx& tx, SheetWalk& walk, SheetId sheet, std::int64_t number);

// Steps on to the movement, unless something is wrong with it.
std::optional<LedgerFault> step_on(SheetWalk& walk, const db::JournalTxn& txn);

// Walks on over at most `limit` movements and returns how many there were.
struct WalkStep {
  int movements = 0;
  std::optional<LedgerFault> fault;
};
WalkStep walk_on(db::Tx& tx, SheetWalk& walk, int limit);

}  // namespace fenrun::flows
