// Refunds: the calls of the merchant, and what the banks make of them.
#pragma once

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"
#include "wechat/emulator/core/pay/orders.hpp"

namespace fenrun::emulator {

inline constexpr Field kRefundSourceFields[] = {
    Field::text("account", 32),
    Field::integer("amount", 1),
};
inline constexpr Field kRefundAmountFields[] = {
    Field::integer("refund", 1),
    Field::integer("total", 1),
    Field::text("currency", 16),
    Field::list("from", 1, 2, kRefundSourceFields, Need::optional),
};
inline constexpr Field kRefundedGoodsFields[] = {
    Field::text("merchant_goods_id", 32),
    Field::text("wechatpay_goods_id", 32, Need::optional),
    Field::text("goods_name", 256, Need::optional),
    Field::integer("unit_price", 0),
    Field::integer("refund_amount", 0),
    Field::integer("refund_quantity", 1),
};
inline constexpr Field kRefundFields[] = {
    Field::text("transaction_id", 32, Need::optional),
    Field::text("out_trade_no", 32, Need::optional, 6),
    Field::text("out_refund_no", 64),
    Field::text("reason", 80, Need::optional),
    Field::text("notify_url", 256, Need::optional),
    Field::text("funds_account", 32, Need::optional),
    Field::object("amount", kRefundAmountFields),
    Field::list("goods_detail", 1, 6'000, kRefundedGoodsFields, Need::optional),
};
inline constexpr Field kAbnormalRefundFields[] = {
    Field::text("out_refund_no", 64),
    Field::text("type", 32),
    Field::text("bank_type", 16, Need::optional),
    Field::text("bank_account", 1'024, Need::optional),
    Field::text("real_name", 1'024, Need::optional),
};

// The same number with the same parameters again gives the refund that exists.
PayOutcome create_refund(World& world, const PayCall& call);
PayOutcome query_refund(World& world, const PayCall& call);
PayOutcome apply_abnormal_refund(World& world, const PayCall& call);

Json render_refund(const PayRefund& refund, const PayOrder& order);

// Ends a refund that is processing or abnormal, with its callback. False when it cannot move there.
bool settle_refund(World& world, const std::string& out_refund_no, RefundState outcome, Moment moment);

}  // namespace fenrun::emulator
