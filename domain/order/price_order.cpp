#include "domain/order/price_order.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "domain/apportion.hpp"

namespace fenrun {
namespace {

bool names_sku_twice(const std::vector<LineDraft>& lines) {
  std::vector<SkuId> skus;
  skus.reserve(lines.size());
  for (const LineDraft& line : lines) skus.push_back(line.sku_id);
  std::sort(skus.begin(), skus.end());
  return std::adjacent_find(skus.begin(), skus.end()) != skus.end();
}

bool has_valid_quantity(const LineDraft& line) {
  return line.quantity >= 1 && line.quantity <= kOrderQuantityMax;
}

bool has_valid_price(const LineDraft& line) {
  return line.unit_price_fen() > Fen{0} && line.unit_price_fen() <= kPriceMax;
}

Done check_lines(const std::vector<LineDraft>& lines) {
  if (lines.empty() || lines.size() > kOrderLinesMax) return kOrderLinesInvalid;
  if (names_sku_twice(lines)) return kOrderSkuTwice;
  if (!std::all_of(lines.begin(), lines.end(), has_valid_quantity)) return kOrderQuantityInvalid;
  if (!std::all_of(lines.begin(), lines.end(), has_valid_price)) return kOrderPriceInvalid;
  return {};
}

// Takes `reduction` from what the lines still cost; `part` is where each line keeps its share of it.
void reduce_lines(PricedOrder& order, const OrderDraft& draft, Fen reduction, Fen PricedLine::*part) {
  std::vector<Weight> weights;
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    weights.push_back({draft.lines[i].sku_id.value, order.lines[i].paid_fen.value});
  }
  const auto parts = apportion(reduction, weights);
  for (std::size_t i = 0; i < order.lines.size(); ++i) {
    order.lines[i].*part = parts[i];
    order.lines[i].paid_fen.value -= parts[i].value;
    FENRUN_ASSERT(order.lines[i].paid_fen.value >= 0);
  }
}

}  // namespace

Fen freight_of_parcel(const std::vector<Fen>& freights) {
  const auto dearest = std::ranges::max_element(freights);
  return dearest == freights.end() ? Fen{0} : *dearest;
}

Result<PricedOrder> price_order(const OrderDraft& draft) {
  if (const auto checked = check_lines(draft.lines); !checked) return checked.error();
  PricedOrder order;
  for (const LineDraft& line : draft.lines) {
    const Fen gross{line.unit_price_fen().value * line.quantity};
    order.lines.push_back({line.unit_price_fen(), gross, Fen{}, Fen{}, gross});
    order.goods_fen.value += gross.value;
  }
  if (draft.discount_fen < Fen{0} || draft.coupon_fen < Fen{0} || draft.discount_fen > order.goods_fen ||
      draft.coupon_fen.value > order.goods_fen.value - draft.discount_fen.value) {
    return kOrderReductionInvalid;
  }
  if (draft.freight_fen < Fen{0} || draft.freight_fen > kPriceMax) return kOrderFreightInvalid;
  order.discount_fen = draft.discount_fen;
  order.coupon_fen = draft.coupon_fen;
  order.freight_fen = draft.freight_fen;
  order.total_fen = Fen{order.goods_fen.value - draft.discount_fen.value - draft.coupon_fen.value +
                        draft.freight_fen.value};
  if (order.total_fen > kOrderTotalMax) return kOrderTotalTooLarge;
  reduce_lines(order, draft, draft.discount_fen, &PricedLine::discount_fen);
  reduce_lines(order, draft, draft.coupon_fen, &PricedLine::coupon_fen);
  return order;
}

}  // namespace fenrun
