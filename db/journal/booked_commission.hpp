// Commissions beside what the ledger and the orders know of them: for verification, page by page.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun::db {

struct BookedCommission {
  CommissionId id;
  DealerId dealer;
  int level = 0;
  std::int64_t plan_number = 0;
  TierId tier;
  Fen base;
  Fen amount;
  std::string explanation;
  Instant paid_at;
  // Its money in the ledger is the same dealer's and amount, taken back as far, and void when all of it is.
  bool is_booked = false;
  // It may be released when the hold of its order ends, not before and not later.
  bool is_due_in_time = false;
};

// Those after `after`, ascending. One statement, and so of one instant.
std::vector<BookedCommission> read_booked_commissions(Tx& tx, CommissionId after, int limit);
// The movement that accrued it; 0: none.
std::int64_t accrual_number(Tx& tx, const std::string& reference);

}  // namespace fenrun::db
