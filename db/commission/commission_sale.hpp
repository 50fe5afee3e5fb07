// Rows of `commission_sale`: each sale that was shared out, with what was known of it.
#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/commission/sale.hpp"

namespace fenrun::db {

struct CommissionSale {
  std::int64_t plan_number = 0;  // 0: no plan was in force
  SaleFacts facts;
};

std::optional<CommissionSale> find_commission_sale(Tx& tx, OrderId order);
// False when the order was shared out already.
[[nodiscard]] bool insert_commission_sale(Tx& tx, const CommissionSale& sale, Instant at);

// Half-open by the instant of payment.
std::int64_t count_commission_sales(Tx& tx, Instant from, Instant until);
// In order of their ids, those after `after`.
std::vector<CommissionSale> commission_sales_between(Tx& tx, Instant from, Instant until, OrderId after,
                                                     int limit);

}  // namespace fenrun::db
