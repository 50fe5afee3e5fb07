#include "flows/order/pay_order.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/order/refund.hpp"
#include "flows/order/book_sale.hpp"
#include "flows/order/record_refund.hpp"
#include "flows/order/sale_stamp.hpp"

namespace fenrun::flows {
namespace {

// What does not fit the order was reported and stays in suspense (record_refund.cpp).
void apply_parked_refunds(db::Tx& tx, OrderWithLines& sale, const OrderTerms& terms, Instant now) {
  for (const auto& parked : db::take_parked_refunds(tx, sale.order.source, sale.order.external_no, now)) {
    RecordRefund report;
    report.source = parked.source;
    report.external_no = parked.external_no;
    report.refund_no = parked.refund_no;
    report.amount_fen = parked.amount_fen;
    report.channel_refund_id = parked.channel_refund_id;
    report.happened_at = now;
    report.terms = terms;
    (void)apply_refund_report(tx, sale, report, now);
  }
}

}  // namespace

void pay_order(db::Tx& tx, OrderWithLines& sale, Instant paid_at, const OrderTerms& terms, Instant now) {
  Order& order = sale.order;
  const auto state = move_order(order.state, OrderEvent::pay);
  FENRUN_ASSERT(state && !order.paid_at);
  order.state = *state;
  order.closed_at.reset();
  order.paid_at = std::max(order.created_at, std::min(paid_at, now));
  order.stamp = read_sale_stamp(tx, order.consumer_id, *order.paid_at);
  db::update_order(tx, order, next_step_at(order, terms));
  db::delete_prepay(tx, order.id);
  book_sale(tx, sale, now);
  apply_parked_refunds(tx, sale, terms, now);
}

}  // namespace fenrun::flows
