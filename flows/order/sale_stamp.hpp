// Who had referred the buyer, and who stood above, when an order was paid.
#pragma once

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/order/order.hpp"

namespace fenrun::flows {

// The binding in force at `paid_at` and the line above its dealer as the tree stood then, both from the
// tables: no cache decides about money. Tiers are those of now. Empty for a buyer we do not know.
SaleStamp read_sale_stamp(db::Tx& tx, ConsumerId buyer, Instant paid_at);

}  // namespace fenrun::flows
