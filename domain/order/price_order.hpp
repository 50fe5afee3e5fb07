// What an order costs, line by line.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/order/order.hpp"

namespace fenrun {

struct LineDraft {
  SkuId sku_id;
  Fen list_price_fen;
  std::optional<Fen> tier_price_fen;  // the buyer's own price, where its tier has one
  int quantity = 0;

  [[nodiscard]] Fen unit_price_fen() const { return tier_price_fen.value_or(list_price_fen); }
};

struct OrderDraft {
  std::vector<LineDraft> lines;
  Fen discount_fen;  // taken first
  Fen coupon_fen;    // then, from what is left
  Fen freight_fen;
};

struct PricedLine {
  Fen unit_price_fen;
  Fen gross_fen;
  Fen discount_fen;
  Fen coupon_fen;
  Fen paid_fen;
};

struct PricedOrder {
  std::vector<PricedLine> lines;  // in the order of the draft
  Fen goods_fen;
  Fen discount_fen;
  Fen coupon_fen;
  Fen freight_fen;
  Fen total_fen;
};

// What the parcel of an order of our own shop costs: goods travel together, so the dearest freight of its
// products is paid, once, whatever the quantities.
Fen freight_of_parcel(const std::vector<Fen>& freights);

// Discount and coupon are apportioned over the lines by largest remainder; a line's price does not depend on
// where it stands. Refuses, in this order, with kOrderLinesInvalid, kOrderSkuTwice, kOrderQuantityInvalid,
// kOrderPriceInvalid, kOrderReductionInvalid, kOrderFreightInvalid, kOrderTotalTooLarge.
Result<PricedOrder> price_order(const OrderDraft& draft);

}  // namespace fenrun
