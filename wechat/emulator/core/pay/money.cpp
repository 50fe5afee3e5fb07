#include "wechat/emulator/core/pay/money.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun::emulator {
namespace {

constexpr auto kBasic = pay::Account::basic;

pay::Business refund_business(const PayRefund& refund, const std::string& type) {
  return {"退款", type, refund.refund_id, refund.out_refund_no, {}};
}

pay::Business fee_business(const std::string& type, const std::string& business_no,
                           const std::string& voucher_no) {
  return {"交易", type, business_no, voucher_no, {}};
}

// The fee on the refunds between these two sums. All refunds of an order together bring back its whole fee,
// however it is cut up.
pay::Fen fee_between(const Pay& pay, pay::Fen refunded_before, pay::Fen refunded_after) {
  const auto rate = pay.money.fee_rate;
  return pay::fee_of(refunded_after, rate) - pay::fee_of(refunded_before, rate);
}

bool is_shared(const PayOrder& order) {
  return order.request.value("settle_info", Json::object()).value("profit_sharing", false);
}

pay::TradeRow trade_row(const Pay& pay, const PayOrder& order, Instant at, pay::Fen fee) {
  return {at,
          pay.merchant.appid,
          order.openid,
          order.transaction_id,
          order.out_trade_no,
          order.bank_type,
          order.request.value("description", ""),
          order.request.value("attach", ""),
          order.total_fen,
          fee,
          pay.money.fee_rate,
          {}};
}

void debit_basic(Pay& pay, pay::Fen amount, pay::Business business, Instant now) {
  if (amount == 0) return;
  const bool is_paid = pay.money.funds.debit(kBasic, amount, std::move(business), now);
  FENRUN_ASSERT(is_paid);
}

void credit_basic(Pay& pay, pay::Fen amount, pay::Business business, Instant now) {
  if (amount > 0) pay.money.funds.credit(kBasic, amount, std::move(business), now);
}

}  // namespace

void receive_payment(Pay& pay, const PayOrder& order, Instant now) {
  auto& money = pay.money;
  const auto fee = pay::fee_of(order.total_fen, money.fee_rate);
  credit_basic(pay, order.total_fen, fee_business("交易", order.transaction_id, order.out_trade_no), now);
  debit_basic(pay, fee, fee_business("扣除交易手续费", order.transaction_id, order.out_trade_no), now);
  money.trades.add(trade_row(pay, order, now, fee));
  if (!is_shared(order)) return;
  pay::SharedPayment payment;
  payment.transaction_id = order.transaction_id;
  payment.out_trade_no = order.out_trade_no;
  payment.amount = order.total_fen;
  payment.fee = fee;
  payment.paid = now;
  money.sharing.open_payment(std::move(payment), money.funds, now);
}

bool is_refund_covered(const Pay& pay, const PayOrder& order, std::int64_t refund_fen) {
  const auto& money = pay.money;
  const auto fee = fee_between(pay, order.refunded_fen, order.refunded_fen + refund_fen);
  const auto frozen = money.sharing.frozen_of(order.transaction_id, money.funds);
  return money.funds.balance(kBasic).available + frozen + fee >= refund_fen;
}

void pay_refund(Pay& pay, const PayOrder& order, const PayRefund& refund, Instant now) {
  auto& money = pay.money;
  const auto fee = fee_between(pay, order.refunded_fen - refund.refund_fen, order.refunded_fen);
  credit_basic(pay, fee, refund_business(refund, "退还交易手续费"), now);
  money.sharing.release_for_refund(order.transaction_id, refund.refund_fen, fee, money.funds, now);
  debit_basic(pay, refund.refund_fen, refund_business(refund, "退款"), now);
  auto row = trade_row(pay, order, now, fee);
  row.refund = pay::TradeRefund{refund.refund_id, refund.out_refund_no, refund.refund_fen, {}, "PROCESSING"};
  money.trades.add(std::move(row));
}

void return_refund(Pay& pay, const PayOrder& order, const PayRefund& refund, Instant now) {
  const auto fee = fee_between(pay, order.refunded_fen, order.refunded_fen + refund.refund_fen);
  credit_basic(pay, refund.refund_fen, refund_business(refund, "退款关闭"), now);
  debit_basic(pay, fee, refund_business(refund, "扣除交易手续费"), now);
}

}  // namespace fenrun::emulator
