// Where payments and refunds touch the merchant's books: the basic account, the trade bill, and money that is
// kept for profit sharing.
#pragma once

#include "wechat/emulator/core/pay/pay.hpp"

namespace fenrun::emulator {

// The order's money comes in and WeChat's fee goes out. Of an order with settle_info.profit_sharing the rest
// is frozen.
void receive_payment(Pay& pay, const PayOrder& order, Instant now);
// Whether the account and what is frozen of the order hold that much, the fee that comes back included.
bool is_refund_covered(const Pay& pay, const PayOrder& order, std::int64_t refund_fen);
// `order.refunded_fen` includes the refund.
void pay_refund(Pay& pay, const PayOrder& order, const PayRefund& refund, Instant now);
// A refund that was closed comes back; `order.refunded_fen` no longer includes it.
void return_refund(Pay& pay, const PayOrder& order, const PayRefund& refund, Instant now);

}  // namespace fenrun::emulator
