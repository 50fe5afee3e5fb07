// A consumer's orders: price, place, pay, cancel, receive. Every one of them is the caller's own; another
// person's order is not there.
#include "db/order/order.hpp"
#include "db/order/payment.hpp"
#include "db/order/refund.hpp"
#include "domain/order/province.hpp"
#include "flows/order/advance_order.hpp"
#include "flows/order/place_order.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/order_view.hpp"
#include "server/api/problem.hpp"
#include "server/api/story.hpp"
#include "server/order_keeper.hpp"
#include "server/pay_desk.hpp"

namespace fenrun::server::consumer {
namespace {

std::vector<flows::WantedLine> read_wanted_lines(json::Reader& body) {
  std::vector<flows::WantedLine> lines;
  for (json::Reader& item : body.objects("lines", 1, kOrderLinesMax)) {
    flows::WantedLine line;
    line.sku_public_id = item.public_id("sku");
    line.quantity = static_cast<int>(item.integer("quantity", 1, kOrderQuantityMax));
    lines.push_back(std::move(line));
    body.absorb(item);
  }
  return lines;
}

// Sealed under the order's id, but for the province; empty when none was given.
void read_receiver(const Call& call, json::Reader& body, flows::PlaceOrder& command) {
  const auto name = body.maybe_text("receiver_name", {1, 32});
  const auto phone = body.maybe_text("receiver_phone", {1, 24});
  const auto address = body.maybe_text("receiver_address", {1, 200});
  if (!name && !phone && !address) return;
  if (!name || !phone || !address) {
    body.refuse("receiver_name", "收件人姓名、电话和地址须同时填写", "Name, phone and address go together");
    return;
  }
  command.receiver_sealed = call.app.sealer.seal({"sale_order", "receiver", command.public_id},
                                                 *name + "\n" + *phone + "\n" + *address);
  command.province = province_of_address(*address);
}

Result<OrderWithLines> find_own_order(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  auto order = db::find_order_by_public_id(tx, *public_id);
  if (!order || order->consumer_id != call.caller.consumer) return kOrderNotFound;
  auto lines = db::lines_of_order(tx, order->id);
  return OrderWithLines{std::move(*order), std::move(lines)};
}

}  // namespace

Result<Reply> quote_order(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto lines = read_wanted_lines(body);
  if (auto refused = body.refusal()) return *refused;
  const auto quote = flows::quote_order(tx, lines, call.now);
  if (!quote) return quote.error();
  return ok(quote_json(*quote));
}

Result<Reply> place_order(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::PlaceOrder command;
  command.public_id = call.new_public_id();
  command.consumer_id = call.caller.consumer;
  command.lines = read_wanted_lines(body);
  command.expected_total_fen = Fen{body.integer("total_fen", 0, kOrderTotalMax.value)};
  command.remark = body.maybe_text("remark", {0, kOrderRemarkMax}).value_or("");
  read_receiver(call, body, command);
  command.terms = call.app.options.orders;
  if (auto refused = body.refusal()) return *refused;
  const auto sale = flows::place_order(tx, command, call.now);
  if (!sale) return sale.error();
  return created(order_detail_json(*sale, {}));
}

Result<Reply> list_my_orders(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  db::OrderFilter filter;
  filter.consumer = call.caller.consumer;
  const auto page = db::list_orders(tx, filter, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, order_json);
}

Result<Reply> show_my_order(const Call& call, db::Tx& tx) {
  const auto sale = find_own_order(call, tx);
  if (!sale) return sale.error();
  return ok(order_detail_json(*sale, db::refunds_of_order(tx, sale->order.id)));
}

Result<Reply> receive_my_order(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  const flows::ReceiveOrder command{*public_id, call.caller.consumer, call.app.options.orders};
  const auto order = flows::receive_order(tx, command, call.now);
  if (!order) return order.error();
  return ok(order_json(*order));
}

AsyncReply pay_my_order(const Call& call, Edge&) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) co_return public_id.error();
  if (call.app.pay == nullptr) {
    std::function<Result<Reply>(db::Tx&)> look = [&](db::Tx& tx) -> Result<Reply> {
      const auto sale = find_own_order(call, tx);
      if (!sale) return sale.error();
      return kOrderPaymentOff;
    };
    Result<Reply> refused = co_await run_story<Reply>(call, look);
    co_return refused;
  }
  const Result<wechat::PaymentParameters> begun =
      co_await call.app.pay->begin_payment(call.caller.consumer, *public_id);
  if (!begun) co_return begun.error();
  json::Writer body;
  body.text("time_stamp", begun->time_stamp)
      .text("nonce_str", begun->nonce_str)
      .text("package", begun->package)
      .text("sign_type", begun->sign_type)
      .text("pay_sign", begun->pay_sign);
  co_return ok(body);
}

// An order that somebody went to pay is closed at WeChat first; if the payment was faster, it is paid.
AsyncReply cancel_my_order(const Call& call, Edge&) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) co_return public_id.error();
  bool was_begun = false;
  const flows::CloseOrder command{*public_id, call.caller.consumer};
  std::function<Result<Order>(db::Tx&)> cancel = [&](db::Tx& tx) -> Result<Order> {
    const auto order = db::find_order_by_public_id(tx, *public_id);
    if (!order || order->consumer_id != call.caller.consumer) return kOrderNotFound;
    was_begun = order->state == OrderState::created && db::find_prepay(tx, order->id).has_value();
    if (was_begun) return *order;
    return flows::close_order(tx, command, call.now);
  };
  const Result<Order> cancelled = co_await run_story<Order>(call, cancel);
  if (!cancelled) co_return cancelled.error();
  if (!was_begun) co_return ok(order_json(*cancelled));
  if (call.app.pay == nullptr) co_return kUnavailable;
  const Result<PayDesk::Answer> answer = co_await call.app.pay->close(*public_id);
  if (!answer) co_return answer.error();
  if (*answer == PayDesk::Answer::paid) co_return kOrderStateConflict;
  std::function<Result<Order>(db::Tx&)> show = [&](db::Tx& tx) -> Result<Order> {
    return *db::find_order_by_public_id(tx, *public_id);
  };
  const Result<Order> closed = co_await run_story<Order>(call, show);
  if (!closed) co_return closed.error();
  co_return ok(order_json(*closed));
}

}  // namespace fenrun::server::consumer
