// How many orders and refunds there are under the filters of their lists, and what they add up to.
#pragma once

#include <map>
#include <set>
#include <string>

#include "db/mysql/tx.hpp"
#include "db/order/order.hpp"
#include "domain/list_total.hpp"
#include "domain/order/refund.hpp"

namespace fenrun::db {

// The sum is of the orders' totals, refunded or not. Of the filter, state and source count.
ListTotal total_of_orders(Tx& tx, const OrderFilter& filter);
ListTotal total_of_refunds(Tx& tx, RefundState state);
// Of those that exist. At most 1,000.
std::map<OrderId, std::string> order_public_ids(Tx& tx, const std::set<OrderId>& ids);

}  // namespace fenrun::db
