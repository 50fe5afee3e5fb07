#include "wechat/emulator/core/pay/refunds.hpp"

#include "wechat/emulator/core/pay/money.hpp"
#include "wechat/emulator/core/pay/signing.hpp"
#include "wechat/emulator/core/world.hpp"

namespace fenrun::emulator {
namespace {

constexpr int kRefundsMax = 50;
constexpr std::chrono::hours kRefundableFor{365 * 24};
constexpr std::string_view kReceivedAccount = "招商银行借记卡0403";

std::optional<PayRefusal> check_refund_form(const PayCall& call) {
  const auto& body = call.body;
  if (body.contains("transaction_id") == body.contains("out_trade_no"))
    return wrong_field("/transaction_id", "exactly one of transaction_id and out_trade_no");
  if (!is_number_text(body.at("out_refund_no").get<std::string>(), "_-|*@"))
    return wrong_field("/out_refund_no", "only letters, digits and _-|*@");
  if (body.contains("notify_url") && !is_notify_url(body.at("notify_url").get<std::string>(), false))
    return wrong_field("/notify_url", "not a callback address");
  const auto account = body.value("funds_account", "AVAILABLE");
  if (account != "AVAILABLE" && account != "UNSETTLED")
    return wrong_field("/funds_account", "AVAILABLE or UNSETTLED");
  if (body.at("amount").at("currency") != "CNY") return wrong_field("/amount/currency", "CNY only");
  return std::nullopt;
}

PayOrder* refunded_order(Pay& pay, const Json& body) {
  if (body.contains("transaction_id"))
    return pay.payments.orders.find(transaction_name(body.at("transaction_id").get<std::string>()));
  return pay.payments.orders.find(out_name(body.at("out_trade_no").get<std::string>()));
}

std::optional<PayRefusal> check_refund_rules(const PayOrder& order, const Json& amount, Instant now) {
  const auto refund = amount.at("refund").get<std::int64_t>();
  if (amount.at("total") != order.total_fen) return PayRefusal(kPayInvalidRequest, "订单金额不一致");
  if (now > *order.paid + kRefundableFor) return PayRefusal(kPayInvalidRequest, "订单已超过可退款的最大期限");
  if (order.refund_count >= kRefundsMax) return PayRefusal(kPayInvalidRequest, "订单退款次数超限");
  if (refund > order.total_fen - order.refunded_fen)
    return PayRefusal(kPayInvalidRequest, "退款金额大于订单可退金额");
  return std::nullopt;
}

// The part of the first `refunded` fen that the payer gets back; a coupon's part goes back to its giver.
std::int64_t payer_part(const PayOrder& order, std::int64_t refunded) {
  return refunded * order.payer_total_fen / order.total_fen;
}

PayRefund& open_refund(Pay& pay, PayOrder& order, const PayCall& call) {
  PayRefund refund;
  refund.created = whole_second(call.moment.now);
  refund.request = call.body;
  refund.out_refund_no = call.body.at("out_refund_no");
  refund.refund_id = "5030" + random_digits(25, call.moment.random);
  refund.out_trade_no = order.out_trade_no;
  refund.notify_url = call.body.value("notify_url", "");
  refund.refund_fen = call.body.at("amount").at("refund");
  refund.payer_refund_fen =
      payer_part(order, order.refunded_fen + refund.refund_fen) - payer_part(order, order.refunded_fen);
  order.refunded_fen += refund.refund_fen;
  ++order.refund_count;
  order.state = TradeState::refund;
  auto& kept = pay.payments.refunds.add(std::move(refund));
  pay.payments.refunds.name(kept, out_name(kept.out_refund_no));
  pay.payments.refunds.name(kept, refund_id_name(kept.refund_id));
  return kept;
}

void settle_later(Pay& pay, const PayRefund& refund, Instant now) {
  const auto plan = pay.payments.refund_plan;
  if (plan.outcome == RefundState::processing) return;
  pay.timers.at(now + plan.after,
                [number = refund.out_refund_no, outcome = plan.outcome](World& world, Moment moment) {
                  settle_refund(world, number, outcome, moment);
                });
}

Json render_refund_callback(const PayRefund& refund, const PayOrder& order, const PayMerchant& merchant) {
  Json shown{{"mchid", merchant.mchid},
             {"out_trade_no", order.out_trade_no},
             {"transaction_id", order.transaction_id},
             {"out_refund_no", refund.out_refund_no},
             {"refund_id", refund.refund_id},
             {"refund_status", name_of(refund.state)},
             {"user_received_account", kReceivedAccount},
             {"amount",
              {{"total", order.total_fen},
               {"refund", refund.refund_fen},
               {"payer_total", order.payer_total_fen},
               {"payer_refund", refund.payer_refund_fen}}}};
  if (refund.succeeded) shown["success_time"] = to_rfc3339(*refund.succeeded);
  return shown;
}

PayOutcome show_refund(Pay& pay, const PayRefund& refund) {
  return PayReply{200, render_refund(refund, *pay.payments.orders.find(out_name(refund.out_trade_no)))};
}

// The bank card that an abnormal refund goes to: its fields are there, and open.
std::optional<PayRefusal> check_card(const PayCall& call) {
  const auto type = call.body.at("type").get<std::string>();
  if (type == "MERCHANT_BANK_CARD") return std::nullopt;
  if (type != "USER_BANK_CARD") return wrong_field("/type", "USER_BANK_CARD or MERCHANT_BANK_CARD");
  if (!call.body.contains("bank_type")) return wrong_field("/bank_type", "missing");
  for (const auto* name : {"bank_account", "real_name"}) {
    if (!call.body.contains(name)) return wrong_field("/" + std::string(name), "missing");
    const auto opened = open_sensitive(call, call.body.at(name).get<std::string>());
    if (const auto* refusal = std::get_if<PayRefusal>(&opened)) return *refusal;
  }
  return std::nullopt;
}

}  // namespace

PayOutcome create_refund(World& world, const PayCall& call) {
  if (auto refusal = check_refund_form(call)) return *refusal;
  auto& pay = *world.pay;
  const auto* existing =
      pay.payments.refunds.find(out_name(call.body.at("out_refund_no").get<std::string>()));
  if (existing != nullptr) {
    if (existing->request != call.body) return PayRefusal(kPayReentryDiffers);
    return show_refund(pay, *existing);
  }
  auto* order = refunded_order(pay, call.body);
  if (order == nullptr || !order->paid) return PayRefusal(kPayResourceMissing, "订单不存在");
  const auto& amount = call.body.at("amount");
  if (auto refusal = check_refund_rules(*order, amount, call.moment.now)) return *refusal;
  if (!is_refund_covered(pay, *order, amount.at("refund")))
    return PayRefusal(kPayNotEnough, "基本账户余额不足");
  auto& refund = open_refund(pay, *order, call);
  pay_refund(pay, *order, refund, call.moment.now);
  settle_later(pay, refund, call.moment.now);
  return show_refund(pay, refund);
}

PayOutcome query_refund(World& world, const PayCall& call) {
  const auto* refund = world.pay->payments.refunds.find(out_name(value_of(call.parts, "out_refund_no")));
  if (refund == nullptr) return PayRefusal(kPayResourceMissing, "退款单不存在");
  return show_refund(*world.pay, *refund);
}

PayOutcome apply_abnormal_refund(World& world, const PayCall& call) {
  auto& pay = *world.pay;
  auto* refund = pay.payments.refunds.find(refund_id_name(value_of(call.parts, "refund_id")));
  if (refund == nullptr || call.body.at("out_refund_no") != refund->out_refund_no)
    return PayRefusal(kPayResourceMissing, "退款单不存在");
  if (auto refusal = check_card(call)) return *refusal;
  if (refund->state != RefundState::abnormal) return PayRefusal(kPayInvalidRequest, "退款单状态不是退款异常");
  refund->state = RefundState::processing;
  settle_later(pay, *refund, call.moment.now);
  return show_refund(pay, *refund);
}

Json render_refund(const PayRefund& refund, const PayOrder& order) {
  Json amount{{"total", order.total_fen},
              {"refund", refund.refund_fen},
              {"payer_total", order.payer_total_fen},
              {"payer_refund", refund.payer_refund_fen},
              {"settlement_refund", refund.payer_refund_fen},
              {"settlement_total", order.payer_total_fen},
              {"discount_refund", refund.refund_fen - refund.payer_refund_fen},
              {"currency", "CNY"}};
  if (refund.request.at("amount").contains("from")) amount["from"] = refund.request.at("amount").at("from");
  Json shown{{"refund_id", refund.refund_id},
             {"out_refund_no", refund.out_refund_no},
             {"transaction_id", order.transaction_id},
             {"out_trade_no", order.out_trade_no},
             {"channel", "ORIGINAL"},
             {"user_received_account", kReceivedAccount},
             {"create_time", to_rfc3339(refund.created)},
             {"status", name_of(refund.state)},
             {"funds_account", refund.request.value("funds_account", "AVAILABLE")},
             {"amount", amount}};
  if (refund.succeeded) shown["success_time"] = to_rfc3339(*refund.succeeded);
  return shown;
}

bool settle_refund(World& world, const std::string& out_refund_no, RefundState outcome, Moment moment) {
  auto& pay = *world.pay;
  auto* refund = pay.payments.refunds.find(out_name(out_refund_no));
  const bool is_open =
      refund != nullptr && (refund->state == RefundState::processing ||
                            (refund->state == RefundState::abnormal && outcome != RefundState::abnormal));
  if (!is_open || outcome == RefundState::processing) return false;
  auto& order = *pay.payments.orders.find(out_name(refund->out_trade_no));
  refund->state = outcome;
  if (outcome == RefundState::success) refund->succeeded = whole_second(moment.now);
  if (outcome == RefundState::closed) {
    order.refunded_fen -= refund->refund_fen;
    --order.refund_count;
    return_refund(pay, order, *refund, moment.now);
  }
  pay.callbacks.schedule("REFUND." + std::string(name_of(outcome)), "refund",
                         render_refund_callback(*refund, order, pay.merchant), refund->notify_url,
                         CallbackSchedule::payment, moment);
  return true;
}

}  // namespace fenrun::emulator
