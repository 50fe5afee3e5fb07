// Orders as staff works with them: found, shipped, refunded.
#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "db/order/shipping_upload.hpp"
#include "flows/order/advance_order.hpp"
#include "flows/order/request_refund.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/list_queries.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/order_view.hpp"

namespace fenrun::server::console {
namespace {

// {"parts": [{"line": id or null for the freight, "amount_fen": n}]} or {"amount_fen": n}.
flows::RequestRefund read_refund_request(const Call& call, json::Reader& body) {
  flows::RequestRefund command;
  command.public_id = call.new_public_id();
  command.staff_id = call.caller.staff;
  command.reason = body.text("reason", {1, kRefundReasonMax});
  for (json::Reader& item : body.maybe_objects("parts", kOrderLinesMax + 1)) {
    const auto line = item.maybe_row_id("line");
    command.parts.push_back(
        {OrderLineId{line.value_or(0)}, Fen{item.integer("amount_fen", 1, kOrderTotalMax.value)}});
    body.absorb(item);
  }
  command.amount_fen = Fen{body.maybe_integer("amount_fen", 1, kOrderTotalMax.value).value_or(0)};
  if (command.parts.empty() == (command.amount_fen == Fen{0})) {
    body.refuse("parts", "退款明细与退款金额须且只须填写一项", "Give either the parts or one amount");
  }
  return command;
}

}  // namespace

Result<Reply> list_orders(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const OrderQuery asked = order_query(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  std::optional<ListTotal> total;
  if (is_counted) total = total_of(tx, asked);
  DealerNames names(tx);
  const auto page = orders_of(tx, asked, {list.after.id, list.limit});
  return ok_counted_list(call, page.items, page.next, total,
                         [&](const Order& order) { return staff_order_json(order, names); });
}

Result<Reply> show_order(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  auto order = db::find_order_by_public_id(tx, *public_id);
  if (!order) return kOrderNotFound;
  const OrderWithLines sale{*order, db::lines_of_order(tx, order->id)};
  DealerNames names(tx);
  auto shown = staff_order_detail_json(sale, db::refunds_of_order(tx, order->id),
                                       shares_of_order(tx, order->id), names, call.language);
  const auto upload = db::find_shipping_upload(tx, order->id);
  if (!upload) return ok(shown.null("wechat_shipping"));
  return ok(shown.text("wechat_shipping", to_text(upload->state)));
}

// Personal data: on a page of its own, so that each look at it is in the audit log.
Result<Reply> show_receiver(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  const auto order = db::find_order_by_public_id(tx, *public_id);
  if (!order) return kOrderNotFound;
  call.audit = {"order:" + *public_id, "", "", ""};
  const auto sealed = db::receiver_of_order(tx, order->id);
  json::Writer body;
  if (sealed.empty()) return ok(body.null("name").null("phone").null("address"));
  const auto text = call.app.sealer.open({"sale_order", "receiver", *public_id}, sealed);
  if (!text) throw std::runtime_error("the receiver of an order does not open");
  const auto first = text->find('\n');
  const auto second = text->find('\n', first + 1);
  return ok(body.text("name", text->substr(0, first))
                .text("phone", text->substr(first + 1, second - first - 1))
                .text("address", text->substr(second + 1)));
}

Result<Reply> ship_order(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::ShipOrder command;
  command.public_id = *public_id;
  command.carrier = body.maybe_text("carrier", {1, 64}).value_or("");
  command.tracking_no = body.maybe_text("tracking_no", {1, 64}).value_or("");
  if (const auto delivery = body.maybe_text("delivery", {1, 16})) {
    command.delivery = delivery_from(*delivery);
    if (!command.delivery) body.refuse("delivery", "配送方式不正确", "There is no such way of delivery");
  }
  command.terms = call.app.options.orders;
  if (auto refused = body.refusal()) return *refused;
  const auto order = flows::ship_order(tx, command, call.now);
  if (!order) return order.error();
  DealerNames names(tx);
  const auto shown = staff_order_json(*order, names);
  call.audit = {"order:" + order->public_id, "", shown.str(), ""};
  return ok(shown);
}

Result<Reply> refund_order(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  auto command = read_refund_request(call, body);
  command.order_public_id = *public_id;
  if (auto refused = body.refusal()) return *refused;
  const auto refund = flows::request_refund(tx, command, call.now);
  if (!refund) return refund.error();
  const auto shown = refund_json(*refund);
  call.audit = {"order:" + *public_id, "", shown.str(), refund->reason};
  return created(shown);
}

}  // namespace fenrun::server::console
