// Rows of `commission_month`.
#pragma once

#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/commission/ranking.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun::db {

struct CommissionMonth {
  Fen sales_fen;
  Fen earned_fen;
};

// Makes the row where there is none, and locks it. Lock the dealers of a sale in ascending order.
CommissionMonth lock_commission_month(Tx& tx, DealerId dealer, int month);
// Both may be negative: refunds take from the month of the sale. The caller holds the lock of the order.
void add_to_commission_month(Tx& tx, DealerId dealer, int month, Fen sales, Fen earned);

// Dealers who earned or sold anything in the month, the most first, without ranks: at most `limit` that
// follow the figure and the dealer (not set: from the first).
std::vector<RankedDealer> list_month_ranking(Tx& tx, int month, RankBy by, Fen figure, DealerId dealer,
                                             int limit);

}  // namespace fenrun::db
