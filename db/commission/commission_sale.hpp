// Rows of `commission_sale`: each sale that was shared out, with what was known of it.
#pragma once

#include <set>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/commission/sale.hpp"

namespace fenrun::db {

struct CommissionSale {
  std::int64_t plan_number = 0;  // 0: no plan was in force
  SaleFacts facts;
};

// Those of the orders that were shared out already.
std::set<OrderId> shared_out_among(Tx& tx, const std::set<OrderId>& orders);
// Of orders that were not shared out, whose locks the caller holds.
void insert_commission_sales(Tx& tx, std::span<const CommissionSale> sales, Instant at);

// Half-open by the instant of payment.
std::int64_t count_commission_sales(Tx& tx, Instant from, Instant until);
bool has_commission_sales(Tx& tx, Instant from, Instant until);
// In order of their ids, those after `after`.
std::vector<CommissionSale> commission_sales_between(Tx& tx, Instant from, Instant until, OrderId after,
                                                     int limit);

}  // namespace fenrun::db
