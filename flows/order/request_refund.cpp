#include "flows/order/request_refund.hpp"

#include "base/assert.hpp"
#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "domain/order/order_number.hpp"
#include "domain/text.hpp"

namespace fenrun::flows {
namespace {

Result<std::vector<RefundPart>> parts_wanted(const OrderWithLines& sale, const RequestRefund& command) {
  if (!command.parts.empty()) return command.parts;
  return spread_refund(sale, command.amount_fen);
}

OrderRefund refund_of(const RequestRefund& command, const Order& order, Fen amount,
                      std::vector<RefundPart> parts, Instant now) {
  OrderRefund refund;
  refund.public_id = command.public_id;
  refund.order_id = order.id;
  refund.refund_no = out_refund_no_of(command.public_id);
  refund.amount_fen = amount;
  refund.parts = std::move(parts);
  refund.reason = command.reason;
  refund.requested_by = command.staff_id;
  refund.created_at = now;
  return refund;
}

}  // namespace

Result<OrderRefund> request_refund(db::Tx& tx, const RequestRefund& command, Instant now) {
  if (!is_one_line(command.reason, 1, kRefundReasonMax)) return kRefundReasonInvalid;
  auto sale = db::lock_order_by_public_id(tx, command.order_public_id);
  if (!sale) return kOrderNotFound;
  if (sale->order.source != kMiniProgramSource) return kRefundElsewhere;
  auto parts = parts_wanted(*sale, command);
  if (!parts) return parts.error();
  const auto amount = decide_refund(*sale, *parts, db::count_refunds(tx, sale->order.id));
  if (!amount) return amount.error();
  auto refund = refund_of(command, sale->order, *amount, std::move(*parts), now);
  const bool is_new = db::insert_refund(tx, refund, now);
  FENRUN_ASSERT(is_new);
  ask_refund(*sale, refund.parts);
  const OrderWithLines* const changed = &*sale;
  db::update_line_refunds(tx, {&changed, 1});
  db::update_order_refunds(tx, sale->order);
  return refund;
}

}  // namespace fenrun::flows
