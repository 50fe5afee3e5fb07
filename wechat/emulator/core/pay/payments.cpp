#include "wechat/emulator/core/pay/payments.hpp"

#include "wechat/emulator/core/pay/money.hpp"
#include "wechat/emulator/core/pay/signing.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::chrono::hours kOrderLife{7 * 24};
constexpr std::chrono::hours kPrepayLife{2};

// "20260302", the day in Beijing.
std::string day_digits(Instant now) {
  auto text = to_rfc3339(now).substr(0, 10);
  std::erase(text, '-');
  return text;
}

std::optional<PayRefusal> check_prepay(World& world, const PayCall& call) {
  const auto& body = call.body;
  const auto mchid = body.at("mchid").get<std::string>();
  if (mchid != call.merchant.mchid) return wrong_field("/mchid", "not the merchant that signed");
  if (body.at("appid") != call.merchant.appid) return PayRefusal(kPayAppidMismatch);
  if (!is_number_text(body.at("out_trade_no").get<std::string>(), "_-|*"))
    return wrong_field("/out_trade_no", "only letters, digits and _-|*");
  if (!is_notify_url(body.at("notify_url").get<std::string>(), false))
    return wrong_field("/notify_url", "not a callback address");
  if (body.at("amount").value("currency", "CNY") != "CNY") return wrong_field("/amount/currency", "CNY only");
  if (body.contains("time_expire")) {
    const auto expires = parse_rfc3339(body.at("time_expire").get<std::string>());
    if (!expires) return wrong_field("/time_expire", "not RFC 3339");
    if (*expires <= call.moment.now) return wrong_field("/time_expire", "in the past");
  }
  if (world.users.find(body.at("payer").at("openid").get<std::string>()) == nullptr)
    return wrong_field("/payer/openid", "no user of this appid");
  return std::nullopt;
}

void give_prepay_id(PayOrders& book, PayOrder& order, Moment moment) {
  auto digits = to_rfc3339(moment.now).substr(0, 19);
  std::erase_if(digits, [](char c) { return c == '-' || c == ':' || c == 'T'; });
  order.prepay_id = "wx" + digits + random_hex(20, moment.random);
  order.prepay_expires = moment.now + kPrepayLife;
  book.orders.name(order, prepay_name(order.prepay_id));
}

void close_if_unpaid(World& world, const std::string& out_trade_no) {
  auto* order = world.pay->payments.orders.find(out_name(out_trade_no));
  if (order != nullptr && order->state == TradeState::notpay) order->state = TradeState::closed;
}

PayOrder& open_order(Pay& pay, const PayCall& call) {
  const auto& body = call.body;
  PayOrder order;
  order.created = whole_second(call.moment.now);
  const auto expires = parse_rfc3339(body.value("time_expire", ""));
  order.expires = expires ? *expires : order.created + kOrderLife;
  order.request = body;
  order.out_trade_no = body.at("out_trade_no");
  order.openid = body.at("payer").at("openid");
  order.notify_url = body.at("notify_url");
  order.total_fen = body.at("amount").at("total");
  auto& kept = pay.payments.orders.add(std::move(order));
  pay.payments.orders.name(kept, out_name(kept.out_trade_no));
  pay.timers.at(kept.expires,
                [number = kept.out_trade_no](World& world, Moment) { close_if_unpaid(world, number); });
  return kept;
}

// An order of the merchant that asks, or why there is none to see.
std::variant<PayOrder*, PayRefusal> find_order(World& world, const PayCall& call, const std::string& name) {
  if (value_of(call.query, "mchid") != call.merchant.mchid)
    return wrong_field("/mchid", "not the merchant that signed", "query");
  auto* order = world.pay->payments.orders.find(name);
  if (order == nullptr) return PayRefusal(kPayOrderMissing);
  return order;
}

PayOutcome show_order(World& world, const PayCall& call, const std::string& name) {
  const auto found = find_order(world, call, name);
  if (const auto* refusal = std::get_if<PayRefusal>(&found)) return *refusal;
  return PayReply{200, render_order(*std::get<PayOrder*>(found), call.merchant)};
}

}  // namespace

PayOutcome prepay(World& world, const PayCall& call) {
  if (auto refusal = check_prepay(world, call)) return *refusal;
  auto& pay = *world.pay;
  auto* order = pay.payments.orders.find(out_name(call.body.at("out_trade_no").get<std::string>()));
  if (order == nullptr) {
    order = &open_order(pay, call);
    give_prepay_id(pay.payments, *order, call.moment);
  }
  if (order->state == TradeState::closed) return PayRefusal(kPayOrderClosed);
  if (order->state != TradeState::notpay) return PayRefusal(kPayOrderPaid);
  if (order->request != call.body) return PayRefusal(kPayReentryDiffers);
  if (order->prepay_expires <= call.moment.now) give_prepay_id(pay.payments, *order, call.moment);
  return PayReply{200, {{"prepay_id", order->prepay_id}}};
}

PayOutcome query_order(World& world, const PayCall& call) {
  return show_order(world, call, out_name(value_of(call.parts, "out_trade_no")));
}

PayOutcome query_transaction(World& world, const PayCall& call) {
  return show_order(world, call, transaction_name(value_of(call.parts, "transaction_id")));
}

PayOutcome close_order(World& world, const PayCall& call) {
  if (call.body.at("mchid") != call.merchant.mchid)
    return wrong_field("/mchid", "not the merchant that signed");
  auto* order = world.pay->payments.orders.find(out_name(value_of(call.parts, "out_trade_no")));
  if (order == nullptr) return PayRefusal(kPayInvalidRequest, "订单不存在");
  if (order->paid) return PayRefusal(kPayOrderPaid);
  order->state = TradeState::closed;
  return PayReply{204, {}};
}

Json render_order(const PayOrder& order, const PayMerchant& merchant) {
  Json shown{{"appid", merchant.appid},
             {"mchid", merchant.mchid},
             {"out_trade_no", order.out_trade_no},
             {"trade_state", name_of(order.state)},
             {"trade_state_desc", description_of(order.state)},
             {"amount", {{"total", order.total_fen}, {"currency", "CNY"}}}};
  if (order.request.contains("attach")) shown["attach"] = order.request.at("attach");
  const auto scene = order.request.value("scene_info", Json::object());
  if (scene.contains("device_id")) shown["scene_info"] = {{"device_id", scene.at("device_id")}};
  if (!order.paid) return shown;
  shown["transaction_id"] = order.transaction_id;
  shown["trade_type"] = "JSAPI";
  shown["bank_type"] = order.bank_type;
  shown["success_time"] = to_rfc3339(*order.paid);
  shown["payer"] = {{"openid", order.openid}};
  shown["amount"]["payer_total"] = order.payer_total_fen;
  shown["amount"]["payer_currency"] = "CNY";
  return shown;
}

void complete_payment(World& world, const std::string& out_trade_no, const UserPayment& payment,
                      Moment moment) {
  auto& pay = *world.pay;
  auto* order = pay.payments.orders.find(out_name(out_trade_no));
  if (order == nullptr || order->paid) return;
  order->state = TradeState::success;
  order->paid = whole_second(moment.now);
  order->transaction_id =
      "4200" + random_digits(6, moment.random) + day_digits(moment.now) + random_digits(10, moment.random);
  order->bank_type = payment.bank_type;
  order->payer_total_fen = order->total_fen - payment.coupon_fen;
  pay.payments.orders.name(*order, transaction_name(order->transaction_id));
  receive_payment(pay, *order, moment.now);
  pay.callbacks.schedule("TRANSACTION.SUCCESS", "transaction", render_order(*order, pay.merchant),
                         order->notify_url, CallbackSchedule::payment, moment);
}

}  // namespace fenrun::emulator
