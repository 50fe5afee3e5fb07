// Rows of `commission_month`.
#pragma once

#include <map>
#include <set>
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

using CommissionMonths = std::map<DealerId, CommissionMonth>;

// Makes the rows where there are none, and locks them, ascending: one call for all dealers of a sale.
CommissionMonths lock_commission_months(Tx& tx, const std::set<DealerId>& dealers, int month);
// What a sale brings to each, which is never negative. The caller holds the rows' locks.
void add_to_commission_months(Tx& tx, const CommissionMonths& gains, int month);
// What refunds take from each, which is never negative. Locks the rows, ascending.
void take_from_commission_months(Tx& tx, const CommissionMonths& losses, int month);
// Both may be negative: refunds take from the month of the sale. The caller holds the lock of the order.
void add_to_commission_month(Tx& tx, DealerId dealer, int month, Fen sales, Fen earned);

// Dealers who earned or sold anything in the month, the most first, without ranks: at most `limit` that
// follow the figure and the dealer (not set: from the first).
std::vector<RankedDealer> list_month_ranking(Tx& tx, int month, RankBy by, Fen figure, DealerId dealer,
                                             int limit);

}  // namespace fenrun::db
