// How many movements and debts there are, and what they add up to.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/ledger/sheet.hpp"
#include "domain/list_total.hpp"

namespace fenrun::db {

// The sum is of the amounts, whichever way the money went.
ListTotal total_of_journal(Tx& tx, SheetId sheet);
ListTotal total_owed(Tx& tx);

}  // namespace fenrun::db
