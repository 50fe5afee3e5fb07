// Where a sale meets the commissions and the ledger: the one place through which an order earns, gives back
// and releases. Each is called under the orders' locks, inside the transaction that changes them.
#pragma once

#include <span>

#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_terms.hpp"
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
// The goods arrived at `received_at`: each share may be released after the hold of the tier it was earned in.
// Returns the last of these instants; where nobody has a share, the end of the hold that is everybody's.
Instant plan_release(db::Tx& tx, const OrderWithLines& sale, Instant received_at, const OrderTerms& terms);
// The hold is over. What is in dispute stays frozen.
void release_sale(db::Tx& tx, const OrderWithLines& sale, Instant now);

}  // namespace fenrun::flows
