#include "flows/order/advance_order.hpp"

#include <algorithm>

#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/order/shipping_upload.hpp"
#include "flows/order/book_sale.hpp"

namespace fenrun::flows {
namespace {

// Another person's order is not there.
Result<OrderWithLines> lock_order_for(db::Tx& tx, const std::string& public_id, ConsumerId consumer) {
  auto sale = db::lock_order_by_public_id(tx, public_id);
  if (!sale) return kOrderNotFound;
  if (consumer.is_set() && sale->order.consumer_id != consumer) return kOrderNotFound;
  return std::move(*sale);
}

Result<Order> close_locked(db::Tx& tx, Order order, Instant now) {
  const auto state = move_order(order.state, OrderEvent::close);
  if (!state) return state.error();
  order.state = *state;
  order.closed_at = now;
  db::update_order(tx, order, std::nullopt);
  db::delete_prepay(tx, order.id);
  return order;
}

Result<Order> receive_locked(db::Tx& tx, OrderWithLines sale, const OrderTerms& terms, Instant now) {
  Order& order = sale.order;
  const auto state = move_order(order.state, OrderEvent::receive);
  if (!state) return state.error();
  order.state = *state;
  order.received_at = now;
  order.hold_ends_at = plan_release(tx, sale, now, terms);
  db::update_order(tx, order, next_step_at(order, terms));
  return std::move(order);
}

Result<Order> complete_locked(db::Tx& tx, OrderWithLines sale, const OrderTerms& terms, Instant now) {
  Order& order = sale.order;
  const auto state = move_order(order.state, OrderEvent::complete);
  if (!state) return state.error();
  if (order.hold_ends_at > now) return kOrderHoldRuns;
  order.state = *state;
  order.completed_at = now;
  db::update_order(tx, order, next_step_at(order, terms));
  release_sale(tx, sale, now);
  return std::move(order);
}

Result<DueStep> step_taken(const Result<Order>& order) {
  if (!order) return order.error();
  return DueStep::taken;
}

}  // namespace

Result<Order> close_order(db::Tx& tx, const CloseOrder& command, Instant now) {
  auto sale = lock_order_for(tx, command.public_id, command.consumer_id);
  if (!sale) return sale.error();
  return close_locked(tx, std::move(sale->order), now);
}

Result<Order> ship_order(db::Tx& tx, const ShipOrder& command, Instant now) {
  if (!is_parcel(command.carrier, command.tracking_no)) return kShippingInvalid;
  const auto delivery = choose_delivery(command.delivery, !command.carrier.empty());
  if (!delivery) return delivery.error();
  auto sale = lock_order_for(tx, command.public_id, {});
  if (!sale) return sale.error();
  Order& order = sale->order;
  const auto state = move_order(order.state, OrderEvent::ship);
  if (!state) return state.error();
  order.state = *state;
  order.shipped_at = now;
  order.carrier = command.carrier;
  order.tracking_no = command.tracking_no;
  db::update_order(tx, order, next_step_at(order, command.terms));
  if (db::find_payment(tx, order.id)) {
    db::insert_shipping_upload(tx, order.id, *delivery, std::max(now, *order.paid_at + kUploadWait));
  }
  return std::move(order);
}

Result<Order> receive_order(db::Tx& tx, const ReceiveOrder& command, Instant now) {
  auto sale = lock_order_for(tx, command.public_id, command.consumer_id);
  if (!sale) return sale.error();
  return receive_locked(tx, std::move(*sale), command.terms, now);
}

Result<Order> complete_order(db::Tx& tx, const CompleteOrder& command, Instant now) {
  auto sale = lock_order_for(tx, command.public_id, {});
  if (!sale) return sale.error();
  return complete_locked(tx, std::move(*sale), command.terms, now);
}

Result<DueStep> take_due_step(db::Tx& tx, const TakeDueStep& command, Instant now) {
  auto sale = db::lock_order(tx, command.order_id);
  if (!sale) return DueStep::nothing;
  const auto due = next_step_at(sale->order, command.terms);
  if (!due || *due > now) {
    // It was planned under other terms: what is not due must not stand in front of what is.
    db::postpone_order(tx, command.order_id, due);
    return DueStep::nothing;
  }
  if (sale->order.state == OrderState::created) {
    if (db::find_prepay(tx, command.order_id)) return DueStep::ask_wechat;
    return step_taken(close_locked(tx, std::move(sale->order), now));
  }
  if (sale->order.state == OrderState::shipped) {
    return step_taken(receive_locked(tx, std::move(*sale), command.terms, now));
  }
  return step_taken(complete_locked(tx, std::move(*sale), command.terms, now));
}

}  // namespace fenrun::flows
