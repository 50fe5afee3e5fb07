#include "wechat/emulator/core/pay/money.hpp"

#include "base/assert.hpp"

namespace fenrun::emulator {
namespace {

constexpr auto kBasic = pay::Account::basic;

pay::Business refund_business(const PayRefund& refund, const std::string& type) {
  return {"退款", type, refund.refund_id, refund.out_refund_no, {}};
}

}  // namespace

void receive_payment(Pay& pay, const PayOrder& order, Instant now) {
  pay.funds.credit(kBasic, order.total_fen, {"交易", "交易", order.transaction_id, order.out_trade_no, {}},
                   now);
}

bool is_refund_covered(const Pay& pay, std::int64_t refund_fen) {
  return pay.funds.balance(kBasic).available >= refund_fen;
}

void pay_refund(Pay& pay, const PayRefund& refund, Instant now) {
  const bool is_paid = pay.funds.debit(kBasic, refund.refund_fen, refund_business(refund, "退款"), now);
  FENRUN_ASSERT(is_paid);
}

void return_refund(Pay& pay, const PayRefund& refund, Instant now) {
  pay.funds.credit(kBasic, refund.refund_fen, refund_business(refund, "退款关闭"), now);
}

}  // namespace fenrun::emulator
