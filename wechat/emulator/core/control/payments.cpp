// What users do with their orders, and what becomes of refunds.
#include "wechat/emulator/core/pay/payments.hpp"
#include "wechat/emulator/core/control/handlers.hpp"
#include "wechat/emulator/core/pay/refunds.hpp"

namespace fenrun::emulator {
namespace {

constexpr std::string_view kPackagePrefix = "prepay_id=";
constexpr std::int64_t kPlanSecondsMax = 366LL * 86'400;

// What wx.requestPayment says to the mini program.
Json said(const std::string& message) { return {{"errMsg", "requestPayment:" + message}}; }

// The mini program's parameters as WeChat's client checks them before it shows anything.
bool is_pay_sign_right(const PayMerchant& merchant, const Json& body) {
  if (text_of(body, "signType") != "RSA") return false;
  const auto message = merchant.appid + "\n" + text_of(body, "timeStamp") + "\n" + text_of(body, "nonceStr") +
                       "\n" + text_of(body, "package") + "\n";
  for (const auto& [serial, certificate] : merchant.certificates) {
    if (certificate.key.verify(message, text_of(body, "paySign"))) return true;
  }
  return false;
}

// Why WeChat's client does not let this user pay; nothing when it does.
std::optional<std::string> obstacle(const PayOrder& order, const std::string& prepay_id,
                                    const std::string& openid, Instant now) {
  if (openid != order.openid) return "fail jsapi has no permission, payer differs";
  if (order.state == TradeState::closed) return "fail order closed";
  if (order.state != TradeState::notpay) return "fail order paid";
  if (prepay_id != order.prepay_id || order.prepay_expires <= now) return "fail prepay_id expired";
  return std::nullopt;
}

std::variant<UserPayment, std::string> read_payment(const Json& body, const PayOrder& order) {
  UserPayment payment;
  const auto bank_type = read_text(body, "bank_type", payment.bank_type);
  const auto coupon_fen = read_integer(body, "coupon_fen", 0);
  if (!bank_type || bank_type->empty()) return "bank_type is a text";
  if (!coupon_fen || *coupon_fen < 0 || *coupon_fen > order.total_fen) return "coupon_fen is 0 to the total";
  payment.bank_type = *bank_type;
  payment.coupon_fen = *coupon_fen;
  return payment;
}

ControlAnswer pay_order(World& world, const ControlCall& call, const PayOrder& order) {
  const auto payment = read_payment(call.body, order);
  if (const auto* problem = std::get_if<std::string>(&payment)) return wrong(*problem);
  const auto after = read_integer(call.body, "after_seconds", 0);
  if (!after || *after < 0 || *after > kPlanSecondsMax) return wrong("after_seconds is a number of seconds");
  // A payment under way is not stopped by a close meanwhile.
  world.pay->timers.at(call.moment.now + std::chrono::seconds(*after),
                       [number = order.out_trade_no, paid = std::get<UserPayment>(payment)](
                           World& late, Moment moment) { complete_payment(late, number, paid, moment); });
  catch_up(world, call.moment);
  auto answer = said("ok");
  answer["out_trade_no"] = order.out_trade_no;
  if (order.paid) answer["transaction_id"] = order.transaction_id;
  return {200, std::move(answer), {}};
}

}  // namespace

ControlAnswer user_pays(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto prepay_id = text_of(call.body, "prepay_id");
  if (prepay_id.empty()) {
    const auto package = text_of(call.body, "package");
    if (!package.starts_with(kPackagePrefix)) return wrong("give prepay_id, or what wx.requestPayment takes");
    if (!is_pay_sign_right(world.pay->merchant, call.body)) return {200, said("fail paySign wrong"), {}};
    prepay_id = package.substr(kPackagePrefix.size());
  }
  const auto* order = world.pay->payments.orders.find(prepay_name(prepay_id));
  if (order == nullptr) return {200, said("fail prepay_id unknown"), {}};
  const auto openid = read_text(call.body, "openid", order->openid);
  const auto outcome = read_text(call.body, "outcome", "success");
  if (!openid || !outcome) return wrong("openid and outcome are texts");
  if (const auto reason = obstacle(*order, prepay_id, *openid, call.moment.now))
    return {200, said(*reason), {}};
  if (*outcome == "cancel") return {200, said("fail cancel"), {}};
  if (*outcome == "fail") return {200, said("fail payment failed"), {}};
  if (*outcome != "success") return wrong("outcome is success, cancel or fail");
  return pay_order(world, call, *order);
}

ControlAnswer plan_refunds(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  auto& plan = world.pay->payments.refund_plan;
  const auto named = read_text(call.body, "outcome", std::string(name_of(plan.outcome)));
  const auto outcome = named ? refund_state_named(*named) : std::nullopt;
  const auto after = read_integer(call.body, "after_seconds", plan.after.count());
  if (!outcome) return wrong("outcome is SUCCESS, ABNORMAL, CLOSED or PROCESSING");
  if (!after || *after < 0 || *after > kPlanSecondsMax) return wrong("after_seconds is a number of seconds");
  plan = {*outcome, std::chrono::seconds(*after)};
  return {200, {{"outcome", name_of(plan.outcome)}, {"after_seconds", plan.after.count()}}, {}};
}

ControlAnswer decide_refund(World& world, const ControlCall& call) {
  if (!world.pay) return no_merchant();
  const auto outcome = refund_state_named(text_of(call.body, "outcome"));
  if (!outcome) return wrong("outcome is SUCCESS, ABNORMAL or CLOSED");
  if (!settle_refund(world, text_of(call.body, "out_refund_no"), *outcome, call.moment))
    return refuse(409, "no such refund, or it cannot move there");
  return {};
}

// The buyer confirms the receipt, or the time for it has run out; then the money is settled.
ControlAnswer move_shipment(World& world, const ControlCall& call) {
  const auto is_managed = read_boolean(call.body, "is_managed", world.shipments.is_managed);
  if (!is_managed) return wrong("is_managed is true or false");
  world.shipments.is_managed = *is_managed;
  const auto transaction_id = text_of(call.body, "transaction_id");
  if (transaction_id.empty()) return {200, {{"is_managed", *is_managed}}, {}};
  const auto state = text_of(call.body, "state");
  const auto found = world.shipments.by_transaction.find(transaction_id);
  if (found == world.shipments.by_transaction.end()) return refuse(404, "nothing was shipped for this order");
  auto& shipment = found->second;
  const bool confirms = state == "confirmed" && shipment.state == ShipmentState::shipped;
  const bool completes = state == "completed" && shipment.state == ShipmentState::confirmed;
  if (!confirms && !completes) return refuse(409, "it cannot move there");
  shipment.state = confirms ? ShipmentState::confirmed : ShipmentState::completed;
  return {200, {{"order_state", static_cast<int>(shipment.state)}}, {}};
}

}  // namespace fenrun::emulator
