// A paid order is shared out under the plan in force when it was paid, once. Orders call it under the order's
// lock and post what it returns to the ledger in the same transaction.
#pragma once

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

// Fills the dealers' month_sales_fen and month_earned_fen itself, from the months it locks (dealers in
// ascending order). `facts` names an order with at most kSaleLinesMax lines and kPaidLevelsMax dealers. Where
// no plan was in force every line is a zero line.
SharedSale share_sale(db::Tx& tx, SaleFacts facts, Instant now);

}  // namespace fenrun::flows
