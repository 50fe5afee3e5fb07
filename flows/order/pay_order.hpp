// What happens to orders when they are paid, whoever tells us so: one transaction stamps the sales, books
// their commissions and applies the refunds that came too early.
#pragma once

#include <span>

#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_terms.hpp"

namespace fenrun::flows {

struct PaidOrder {
  OrderWithLines& sale;
  Instant paid_at;
  OrderTerms terms;
};

// Each order is locked, another one, and its state takes a payment; `sale` becomes what is stored. A
// `paid_at` in the future or before the order counts as now or as the order's beginning. The effects are
// those of one order after the other; the statements are as many for one order as for all, but for refunds
// that came too early.
void pay_orders(db::Tx& tx, std::span<const PaidOrder> orders, Instant now);

}  // namespace fenrun::flows
