// What happens to an order when it is paid, whoever tells us so: one transaction stamps the sale, books its
// commissions and applies the refunds that came too early.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_terms.hpp"

namespace fenrun::flows {

// The order is locked and its state takes a payment; `sale` becomes what is stored. A `paid_at` in the future
// or before the order counts as now or as the order's beginning.
void pay_order(db::Tx& tx, OrderWithLines& sale, Instant paid_at, const OrderTerms& terms, Instant now);

}  // namespace fenrun::flows
