// Where a sale meets the commissions and the ledger: the one place through which an order earns, gives back
// and releases. Each is called under the orders' locks, inside the transaction that changes them.
#pragma once

#include <span>

#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::flows {

// The orders were paid and stamped; each is another.
void book_sales(db::Tx& tx, std::span<const OrderWithLines* const> sales, Instant now);
struct RefundedOrder {
  const OrderWithLines& sale;
  const OrderRefund& refund;  // has succeeded and is counted in the lines of `sale`
};
// Each sale is another.
void claw_back_sales(db::Tx& tx, std::span<const RefundedOrder> refunded, Instant now);
// The goods have arrived: the hold ends at `matures_at`.
void plan_release(db::Tx& tx, const OrderWithLines& sale, Instant matures_at);
// The hold is over. What is in dispute stays frozen.
void release_sale(db::Tx& tx, const OrderWithLines& sale, Instant now);

}  // namespace fenrun::flows
