// Where a sale meets the commissions and the ledger: the one place through which an order earns, gives back
// and releases. Each is called under the order's lock, inside the transaction that changes the order.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::flows {

// The order was paid and stamped.
void book_sale(db::Tx& tx, const OrderWithLines& sale, Instant now);
// `refund` has succeeded and is counted in the lines of `sale`.
void claw_back_sale(db::Tx& tx, const OrderWithLines& sale, const OrderRefund& refund, Instant now);
// The goods have arrived: the hold ends at `matures_at`.
void plan_release(db::Tx& tx, const OrderWithLines& sale, Instant matures_at);
// The hold is over. What is in dispute stays frozen.
void release_sale(db::Tx& tx, const OrderWithLines& sale, Instant now);

}  // namespace fenrun::flows
