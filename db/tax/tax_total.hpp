// What dealers were paid in a period and what was withheld from it, from withdrawals and the journal.
#pragma once

#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/tax/tax_file.hpp"

namespace fenrun::db {

// By dealer, ascending: at most `limit` that follow.
std::vector<TaxFileRow> list_tax_rows(Tx& tx, const Period& span, DealerId after, int limit);

TaxFileTotal total_of_tax(Tx& tx, const Period& span);

}  // namespace fenrun::db
