// Where payments and refunds touch the merchant's basic account.
#pragma once

#include "wechat/emulator/core/pay/pay.hpp"

namespace fenrun::emulator {

void receive_payment(Pay& pay, const PayOrder& order, Instant now);
// Whether the account holds that much.
bool is_refund_covered(const Pay& pay, std::int64_t refund_fen);
void pay_refund(Pay& pay, const PayRefund& refund, Instant now);
// A refund that was closed comes back.
void return_refund(Pay& pay, const PayRefund& refund, Instant now);

}  // namespace fenrun::emulator
