// Paid orders are shared out under the plan in force when each was paid, once. Orders call it under the
// orders' locks and post what it returns to the ledger in the same transaction.
#pragma once

#include <span>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/commission/commission.hpp"
#include "domain/commission/sale.hpp"

namespace fenrun::flows {

struct SharedSale {
  bool is_new = false;  // false: it was shared out before; nothing was written and nothing is to be posted
  std::vector<Commission> commissions;         // pending
  std::vector<UnclaimedCommission> unclaimed;  // for the account of unclaimed shares
};

// Fills the dealers' month_sales_fen and month_earned_fen itself, from the months it locks (months and their
// dealers in ascending order): a sale counts in the months of those after it. Each of `sales` names another
// order, with at most kSaleLinesMax lines and kPaidLevelsMax dealers. Where no plan was in force every line
// is a zero line. The answers stand in the order of `sales`, and the statements are as many for one sale as
// for all of one month under one plan.
std::vector<SharedSale> share_sales(db::Tx& tx, std::span<SaleFacts> sales, Instant now);
SharedSale share_sale(db::Tx& tx, SaleFacts facts, Instant now);

}  // namespace fenrun::flows
