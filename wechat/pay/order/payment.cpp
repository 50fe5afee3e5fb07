#include "wechat/pay/order/payment.hpp"

#include <array>

namespace fenrun::wechat {
namespace {

constexpr std::array kTradeStates{PayWord<TradeState>{"SUCCESS", TradeState::success},
                                  PayWord<TradeState>{"REFUND", TradeState::refund},
                                  PayWord<TradeState>{"NOTPAY", TradeState::not_paid},
                                  PayWord<TradeState>{"CLOSED", TradeState::closed},
                                  PayWord<TradeState>{"REVOKED", TradeState::revoked},
                                  PayWord<TradeState>{"USERPAYING", TradeState::user_paying},
                                  PayWord<TradeState>{"PAYERROR", TradeState::pay_error}};

void require_what_a_paid_order_has(const Payment& payment, Fields& fields) {
  if (payment.transaction_id.empty()) fields.fail("transaction_id");
  if (!payment.success_time) fields.fail("success_time");
  if (!payment.openid) fields.fail("payer");
  if (!payment.total || payment.currency.empty()) fields.fail("amount");
}

}  // namespace

std::span<const PayWord<TradeState>> trade_state_words() { return kTradeStates; }

Payment read_payment(Fields& fields) {
  Payment payment;
  payment.appid = fields.text("appid");
  payment.mchid = fields.text("mchid");
  payment.out_trade_no = fields.text("out_trade_no");
  payment.transaction_id = fields.text_or_none("transaction_id");
  payment.trade_type = fields.text_or_none("trade_type");
  payment.state = fields.word("trade_state", trade_state_words());
  payment.attach = fields.text_or_none("attach");
  payment.bank_type = fields.text_or_none("bank_type");
  payment.success_time = fields.time_if("success_time");
  if (auto payer = fields.object_if("payer")) {
    auto openid = payer->text_or_none("openid");
    if (!openid.empty()) payment.openid = SecretText(std::move(openid));
  }
  if (auto amount = fields.object_if("amount")) {
    payment.total = amount->fen_if("total");
    payment.payer_total = amount->fen_if("payer_total");
    payment.currency = amount->text_or_none("currency");
  }
  if (payment.state == TradeState::success) require_what_a_paid_order_has(payment, fields);
  return payment;
}

}  // namespace fenrun::wechat
