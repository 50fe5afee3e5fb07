// JSAPI payments: the calls of the merchant, and what the user does in WeChat.
#pragma once

#include "wechat/emulator/core/pay/call.hpp"
#include "wechat/emulator/core/pay/fields.hpp"
#include "wechat/emulator/core/pay/orders.hpp"

namespace fenrun::emulator {

inline constexpr Field kPaymentAmountFields[] = {
    Field::integer("total", 1),
    Field::text("currency", 16, Need::optional),
};
inline constexpr Field kPayerFields[] = {Field::text("openid", 128)};
inline constexpr Field kPaidGoodsFields[] = {
    Field::text("merchant_goods_id", 32),
    Field::text("wechatpay_goods_id", 32, Need::optional),
    Field::text("goods_name", 256, Need::optional),
    Field::integer("quantity", 1),
    Field::integer("unit_price", 0),
};
inline constexpr Field kPaymentDetailFields[] = {
    Field::integer("cost_price", 0, Field::kAnyInteger, Need::optional),
    Field::text("invoice_id", 32, Need::optional),
    Field::list("goods_detail", 1, 6'000, kPaidGoodsFields, Need::optional),
};
inline constexpr Field kStoreFields[] = {
    Field::text("id", 32),
    Field::text("name", 256, Need::optional),
    Field::text("area_code", 32, Need::optional),
    Field::text("address", 512, Need::optional),
};
inline constexpr Field kSceneFields[] = {
    Field::text("payer_client_ip", 45),
    Field::text("device_id", 32, Need::optional),
    Field::object("store_info", kStoreFields, Need::optional),
};
inline constexpr Field kSettleFields[] = {Field::boolean("profit_sharing", Need::optional)};
inline constexpr Field kPrepayFields[] = {
    Field::text("appid", 32),
    Field::text("mchid", 32),
    Field::text("description", 127),
    Field::text("out_trade_no", 32, Need::required, 6),
    Field::text("time_expire", 64, Need::optional),
    Field::text("attach", 128, Need::optional),
    Field::text("notify_url", 255),
    Field::text("goods_tag", 32, Need::optional),
    Field::boolean("support_fapiao", Need::optional),
    Field::object("amount", kPaymentAmountFields),
    Field::object("payer", kPayerFields),
    Field::object("detail", kPaymentDetailFields, Need::optional),
    Field::object("scene_info", kSceneFields, Need::optional),
    Field::object("settle_info", kSettleFields, Need::optional),
};
inline constexpr Field kMchidFields[] = {Field::text("mchid", 32)};

// The same number with the same parameters again gives a prepay_id that is good; with others INVALID_REQUEST,
// and ORDER_PAID or ORDER_CLOSED when it is over.
PayOutcome prepay(World& world, const PayCall& call);
PayOutcome query_order(World& world, const PayCall& call);
PayOutcome query_transaction(World& world, const PayCall& call);
PayOutcome close_order(World& world, const PayCall& call);

// What a query answers and a callback says.
Json render_order(const PayOrder& order, const PayMerchant& merchant);

// How a user pays.
struct UserPayment {
  std::string bank_type = "CMB_DEBIT";
  std::int64_t coupon_fen = 0;  // paid by a coupon of WeChat's
};

// The money arrives now, be the order closed meanwhile or not; the callback is on its way. Does nothing when
// the order is paid already.
void complete_payment(World& world, const std::string& out_trade_no, const UserPayment& payment,
                      Moment moment);

}  // namespace fenrun::emulator
