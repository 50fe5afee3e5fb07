#include "flows/order/pay_order.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "db/binding/binding.hpp"
#include "db/order/order.hpp"
#include "db/order/parked_refund.hpp"
#include "db/order/payment.hpp"
#include "flows/order/book_sale.hpp"
#include "flows/order/record_refund.hpp"
#include "flows/order/sale_stamp.hpp"

namespace fenrun::flows {
namespace {

void begin_sale(const PaidOrder& paid, Instant now) {
  Order& order = paid.sale.order;
  const auto state = move_order(order.state, OrderEvent::pay);
  FENRUN_ASSERT(state && !order.paid_at);
  order.state = *state;
  order.closed_at.reset();
  order.paid_at = std::max(order.created_at, std::min(paid.paid_at, now));
}

void stamp_sales(db::Tx& tx, std::span<const PaidOrder> orders) {
  std::vector<db::BuyerAt> buyers;
  for (const PaidOrder& paid : orders)
    buyers.push_back({paid.sale.order.consumer_id, *paid.sale.order.paid_at});
  std::vector<SaleStamp> stamps = read_sale_stamps(tx, buyers);
  for (std::size_t i = 0; i < orders.size(); ++i) orders[i].sale.order.stamp = std::move(stamps[i]);
}

void store_paid(db::Tx& tx, std::span<const PaidOrder> orders) {
  std::vector<db::OrderUpdate> updates;
  std::set<OrderId> ids;
  for (const PaidOrder& paid : orders) {
    updates.push_back({paid.sale.order, next_step_at(paid.sale.order, paid.terms)});
    ids.insert(paid.sale.order.id);
  }
  db::update_orders(tx, updates);
  db::delete_prepays(tx, ids);
}

using ParkedByOrder = std::map<db::OrderNumber, std::vector<db::ParkedRefund>>;

db::OrderNumber number_of(const PaidOrder& paid) {
  return {paid.sale.order.source, paid.sale.order.external_no};
}

ParkedByOrder take_parked(db::Tx& tx, std::span<const PaidOrder> orders, Instant now) {
  std::set<db::OrderNumber> numbers;
  for (const PaidOrder& paid : orders) numbers.insert(number_of(paid));
  ParkedByOrder parked;
  for (db::ParkedRefund& one : db::take_parked_refunds(tx, numbers, now)) {
    std::vector<db::ParkedRefund>& of_order = parked[{one.source, one.external_no}];
    of_order.push_back(std::move(one));
  }
  return parked;
}

// What does not fit its order was reported and stays in suspense (record_refund.cpp).
void apply_parked(db::Tx& tx, const PaidOrder& paid, const std::vector<db::ParkedRefund>& parked,
                  Instant now) {
  for (const db::ParkedRefund& one : parked) {
    RecordRefund report;
    report.source = one.source;
    report.external_no = one.external_no;
    report.refund_no = one.refund_no;
    report.amount_fen = one.amount_fen;
    report.parts = one.parts;
    report.channel_refund_id = one.channel_refund_id;
    report.happened_at = now;
    report.terms = paid.terms;
    (void)apply_refund_report(tx, paid.sale, report, now);
  }
}

void pay_together(db::Tx& tx, std::span<const PaidOrder> orders, Instant now) {
  std::vector<const OrderWithLines*> sales;
  for (const PaidOrder& paid : orders) {
    begin_sale(paid, now);
    sales.push_back(&paid.sale);
  }
  stamp_sales(tx, orders);
  store_paid(tx, orders);
  book_sales(tx, sales, now);
}

}  // namespace

// An order whose refunds came too early is the last of those paid together with it: what is given back counts
// in the months of the sales after it.
void pay_orders(db::Tx& tx, std::span<const PaidOrder> orders, Instant now) {
  const ParkedByOrder parked = take_parked(tx, orders, now);
  while (!orders.empty()) {
    const auto waits = [&](const PaidOrder& paid) { return parked.contains(number_of(paid)); };
    const auto last = std::ranges::find_if(orders, waits);
    const bool is_found = last != orders.end();
    const auto count = static_cast<std::size_t>(last - orders.begin()) + (is_found ? 1 : 0);
    pay_together(tx, orders.first(count), now);
    if (is_found) apply_parked(tx, *last, parked.at(number_of(*last)), now);
    orders = orders.subspan(count);
  }
}

}  // namespace fenrun::flows
