// Rows of `order_source` and `pushed_order`.
#pragma once

#include <optional>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/order/order_source.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

std::optional<OrderSource> find_order_source(Tx& tx, std::string_view code);
// FOR UPDATE: two rotations of a secret come one after the other.
std::optional<OrderSource> lock_order_source(Tx& tx, std::string_view code);
// Oldest first; the cursor is the id of the last one seen.
Page<OrderSource> list_order_sources(Tx& tx, const PageRequest& request);
// False when the code is taken.
[[nodiscard]] bool insert_order_source(Tx& tx, const OrderSource& source, StaffId created_by);
// Writes both secrets and the state.
void update_order_source(Tx& tx, const OrderSource& source);

// What has been said of the order so far, locked; begins with nothing.
PushedMilestones lock_pushed_order(Tx& tx, std::string_view source, std::string_view external_no,
                                   Instant now);
void update_pushed_order(Tx& tx, std::string_view source, std::string_view external_no,
                         const PushedMilestones& known);

}  // namespace fenrun::db
