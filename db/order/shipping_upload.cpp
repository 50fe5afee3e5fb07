#include "db/order/shipping_upload.hpp"

#include "base/assert.hpp"

namespace fenrun::db {
namespace {

ShippingUploadTask read_shipping_upload(const Row& row) {
  const auto delivery = delivery_from(row.text(1));
  const auto state = upload_state_from(row.text(2));
  FENRUN_ASSERT(delivery && state);
  return {row.id<OrderId>(0), *delivery, *state, static_cast<int>(row.integer(3))};
}

}  // namespace

void insert_shipping_upload(Tx& tx, OrderId order, Delivery delivery, Instant due_at) {
  (void)tx.insert_new(
      "INSERT INTO order_shipping_upload (order_id, delivery, state, due_at) VALUES (?, ?, 'due', ?)",
      {order, to_text(delivery), due_at});
}

std::optional<ShippingUploadTask> find_shipping_upload(Tx& tx, OrderId order) {
  const auto row = tx.one(
      "SELECT order_id, delivery, state, attempts FROM order_shipping_upload WHERE order_id = ?", {order});
  if (!row) return std::nullopt;
  return read_shipping_upload(*row);
}

std::vector<ShippingUploadTask> take_due_shipping_uploads(Tx& tx, Instant now, int limit) {
  std::vector<ShippingUploadTask> due;
  for (const Row& row : tx.all("SELECT order_id, delivery, state, attempts FROM order_shipping_upload "
                               "WHERE due_at <= ? ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
                               {now, limit})) {
    due.push_back(read_shipping_upload(row));
  }
  return due;
}

void plan_shipping_upload(Tx& tx, OrderId order, Instant due_at) {
  tx.execute("UPDATE order_shipping_upload SET attempts = attempts + 1, due_at = ? WHERE order_id = ?",
             {due_at, order});
}

void note_shipping_refusal(Tx& tx, OrderId order, std::string_view code) {
  tx.execute("UPDATE order_shipping_upload SET last_code = ? WHERE order_id = ? AND state = 'due'",
             {code, order});
}

void end_shipping_upload(Tx& tx, OrderId order, UploadState state, std::string_view code, Instant now) {
  tx.execute(
      "UPDATE order_shipping_upload SET state = ?, last_code = ?, ended_at = ?, due_at = NULL "
      "WHERE order_id = ? AND state = 'due'",
      {to_text(state), code, now, order});
}

}  // namespace fenrun::db
