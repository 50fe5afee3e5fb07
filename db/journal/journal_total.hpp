// How many movements and debts there are, and what they add up to.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/list_total.hpp"

namespace fenrun::db {

// Of the movements after the first number, up to the last. The sum is of the amounts, whichever way the money
// went.
ListTotal total_of_journal(Tx& tx, SheetId sheet, std::int64_t after, std::int64_t last);
ListTotal total_owed(Tx& tx);

}  // namespace fenrun::db
