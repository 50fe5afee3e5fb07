// The movements that a figure is made of, and the sheets that an account's balance is made of.
#pragma once

#include <cstdint>
#include <vector>

#include "db/journal/journal.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ledger/movement_filter.hpp"
#include "domain/list_total.hpp"

namespace fenrun::db {

// Newest first, with postings; `page.after` is the number of the last one seen.
Page<JournalTxn> list_movements(Tx& tx, SheetId sheet, const MovementFilter& filter, const PageRequest& page);
// How many there are, up to kTotalRowsMax + 1, and what they add up to (domain/ledger/movement_filter.hpp). A
// filter that hardly anything fits reads the sheet's postings of the time.
ListTotal total_of_movements(Tx& tx, SheetId sheet, const MovementFilter& filter);

// What an account has on one sheet.
struct AccountOnSheet {
  SheetId sheet;
  std::int64_t movements = 0;
  Fen balance;  // on the side on which the account grows

  friend bool operator==(const AccountOnSheet&, const AccountOnSheet&) = default;
};
// Sheets after `after`, ascending, that have a posting of the account; the next page begins after `next`,
// which is not set at the end. Reads a million movements for a page, and a sheet that has more alone: a page
// may be short, or empty, and still go on.
struct AccountSheets {
  std::vector<AccountOnSheet> sheets;
  std::optional<SheetId> next;

  friend bool operator==(const AccountSheets&, const AccountSheets&) = default;
};
// `movements_together`: what one question reads.
AccountSheets list_sheets_of(Tx& tx, Account account, SheetId after, int limit,
                             std::int64_t movements_together = 200'000);

}  // namespace fenrun::db
