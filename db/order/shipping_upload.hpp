// Rows of `order_shipping_upload`.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/order/shipping_upload.hpp"

namespace fenrun::db {

// Hold the order's lock. Nothing happens when it has one already.
void insert_shipping_upload(Tx& tx, OrderId order, Delivery delivery, Instant due_at);
std::optional<ShippingUploadTask> find_shipping_upload(Tx& tx, OrderId order);
// The longest due first; rows that another process is taking are left to it. Plan the next attempt of each
// before this transaction ends, and nobody else tells WeChat meanwhile.
std::vector<ShippingUploadTask> take_due_shipping_uploads(Tx& tx, Instant now, int limit);
void plan_shipping_upload(Tx& tx, OrderId order, Instant due_at);  // counts one attempt more
// Only while it is due, so that the slower of two answers changes nothing.
void note_shipping_refusal(Tx& tx, OrderId order, std::string_view code);
void end_shipping_upload(Tx& tx, OrderId order, UploadState state, std::string_view code, Instant now);

}  // namespace fenrun::db
