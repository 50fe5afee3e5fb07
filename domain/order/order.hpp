// A sales order and its lines. Money really paid for a line is what is left of price times quantity after the
// line's parts of discount and coupon; freight stands apart and belongs to no line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/commission/rule.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order/order_state.hpp"
#include "domain/product/product.hpp"

namespace fenrun {

inline constexpr std::size_t kOrderLinesMax = 50;
inline constexpr int kOrderQuantityMax = 9'999;       // of one line
inline constexpr Fen kOrderTotalMax{10'000'000'000};  // a hundred million yuan
inline constexpr std::size_t kOrderTitleMax = 128;    // characters
inline constexpr std::size_t kOrderRemarkMax = 200;   // characters
inline constexpr std::size_t kExternalNoMax = 64;     // bytes
inline constexpr int kUplineMax = 3;                  // dealers stamped on an order

// The source of orders placed in our own mini-program; other sources are named by their code.
inline constexpr std::string_view kMiniProgramSource = "mini_program";

struct OrderLine {
  OrderLineId id;
  ProductId product_id;
  CategoryId category_id;  // not set: in none
  SkuId sku_id;
  std::string title;  // as it was sold
  Fen unit_price_fen;
  Fen unit_cost_fen;
  int quantity = 0;
  Fen discount_fen;
  Fen coupon_fen;
  Fen paid_fen;          // price times quantity, less discount and coupon
  Fen refund_asked_fen;  // by refunds that succeeded or still may
  Fen refunded_fen;      // by refunds that succeeded

  [[nodiscard]] Fen gross_fen() const { return Fen{unit_price_fen.value * quantity}; }
  [[nodiscard]] Fen refundable_fen() const { return Fen{paid_fen.value - refund_asked_fen.value}; }
};

struct UplineMember {
  DealerId dealer_id;
  TierId tier_id;

  friend bool operator==(const UplineMember&, const UplineMember&) = default;
};

// What was true of the buyer's referrer when the order was paid; never rewritten.
struct SaleStamp {
  BindingId binding_id;              // not set: nobody had referred the buyer
  std::vector<UplineMember> upline;  // the referrer first; at most kUplineMax
};

struct Order {
  OrderId id;
  std::string public_id;
  std::string source;       // kMiniProgramSource or the code of an order source
  std::string external_no;  // unique within the source; the public id for orders of our own
  SaleChannel channel = SaleChannel::mini_program;  // how it came to us
  ConsumerId consumer_id;                           // not set: an outside buyer whom we do not know
  OrderState state = OrderState::created;
  Fen goods_fen;
  Fen discount_fen;
  Fen coupon_fen;
  Fen freight_fen;
  Fen total_fen;  // goods less discount and coupon, plus freight
  Fen freight_refund_asked_fen;
  Fen freight_refunded_fen;
  Fen refunded_fen;  // of everything
  std::string remark;
  int province = 0;     // of the receiver (province_of_address()); 0: not known
  std::string carrier;  // who ships it; empty until then, and for goods that need no parcel
  std::string tracking_no;
  SaleStamp stamp;
  Instant created_at;
  Instant expires_at;  // unpaid by then: closed
  std::optional<Instant> paid_at;
  std::optional<Instant> shipped_at;
  std::optional<Instant> received_at;
  std::optional<Instant> hold_ends_at;  // the last of the commissions is released then
  std::optional<Instant> completed_at;
  std::optional<Instant> closed_at;
  std::int64_t version = 1;

  [[nodiscard]] Fen freight_refundable_fen() const {
    return Fen{freight_fen.value - freight_refund_asked_fen.value};
  }
  [[nodiscard]] bool is_wholly_refunded() const { return total_fen > Fen{0} && refunded_fen == total_fen; }
};

struct OrderWithLines {
  Order order;
  std::vector<OrderLine> lines;
};

inline constexpr ErrorCode kOrderNotFound{ErrorKind::not_found, "order.not_found", "订单不存在",
                                          "There is no such order"};
inline constexpr ErrorCode kOrderLinesInvalid{ErrorKind::invalid, "order.lines_invalid",
                                              "订单须包含 1 至 50 个商品行", "An order has 1 to 50 lines"};
inline constexpr ErrorCode kOrderSkuTwice{ErrorKind::invalid, "order.sku_twice", "同一规格在订单中出现多次",
                                          "A SKU stands on one line of an order only"};
inline constexpr ErrorCode kOrderQuantityInvalid{ErrorKind::invalid, "order.quantity_invalid",
                                                 "数量须为 1 至 9999", "The quantity must be 1 to 9999"};
inline constexpr ErrorCode kOrderPriceInvalid{ErrorKind::invalid, "order.price_invalid",
                                              "单价须大于 0 且不超过一百万元",
                                              "A unit price must be positive and at most 1,000,000 yuan"};
inline constexpr ErrorCode kOrderReductionInvalid{
    ErrorKind::invalid, "order.reduction_invalid", "优惠金额不能为负，且合计不能超过商品金额",
    "Discount and coupon must not be negative and together not exceed the goods"};
inline constexpr ErrorCode kOrderFreightInvalid{ErrorKind::invalid, "order.freight_invalid", "运费有误",
                                                "The freight is not valid"};
inline constexpr ErrorCode kOrderTotalTooLarge{ErrorKind::refused, "order.total_too_large",
                                               "订单金额超过上限", "The order's total is above the limit"};
inline constexpr ErrorCode kOrderTotalChanged{ErrorKind::conflict, "order.total_changed",
                                              "价格已变动，请重新确认订单",
                                              "Prices have changed; look at the order again"};
inline constexpr ErrorCode kOrderNothingToPay{ErrorKind::refused, "order.nothing_to_pay", "订单无需支付",
                                              "There is nothing to pay for this order"};
inline constexpr ErrorCode kOrderExpired{ErrorKind::conflict, "order.expired", "订单已过期，请重新下单",
                                         "The order has expired; place it again"};
inline constexpr ErrorCode kOrderRemarkInvalid{ErrorKind::invalid, "order.remark_invalid",
                                               "备注最多 200 个字符",
                                               "The remark must be at most 200 characters"};
inline constexpr ErrorCode kOrderHoldRuns{ErrorKind::conflict, "order.hold_runs", "佣金冻结期尚未结束",
                                          "The hold period of the commissions is not over"};
inline constexpr ErrorCode kShippingInvalid{
    ErrorKind::invalid, "order.shipping_invalid",
    "承运商和运单号须同时填写或同时为空，且各不超过 64 个字符，首尾不留空格",
    "Carrier and tracking number go together, of at most 64 characters, no space at either end"};
inline constexpr ErrorCode kSkuNotOnSale{ErrorKind::refused, "sku.not_on_sale", "商品已下架",
                                         "This is not on sale"};

}  // namespace fenrun
