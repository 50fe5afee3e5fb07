// A slice of all the sheets, again and again: those that have not moved since they were sealed are looked at
// too, some every minute, until all of them have been.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "db/mysql/tx.hpp"
#include "flows/ledger/walk_sheet.hpp"

namespace fenrun::flows {

struct RestingBite {
  SheetId last = kBeforeAllSheets;  // where the next slice begins; before all of them: the round is over
  int sheets = 0;
  std::vector<LedgerFault> faults;  // one of a sheet at most, ascending
};

// The next `sheets_max` sheets after `after`, or fewer when they have more than `movements_max` movements:
// each from its first movement to its row. Of one that has more by itself, only the newest movement is
// compared with the row; verification reads it whole.
RestingBite check_resting(db::Tx& tx, SheetId after, int sheets_max, std::int64_t movements_max);

// The same of these sheets, ascending and 1,000 at most.
std::vector<LedgerFault> check_sheets(db::Tx& tx, std::span<const SheetId> sheets,
                                      std::int64_t movements_max);

// How many of the rows, at least one, have `movements_max` movements together.
std::size_t count_within(std::span<const db::Sheet> rows, std::int64_t movements_max);

}  // namespace fenrun::flows
