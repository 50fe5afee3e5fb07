#include "flows/order/place_order.hpp"

#include <algorithm>
#include <map>

#include "base/assert.hpp"
#include "db/order/order.hpp"
#include "domain/text.hpp"
#include "flows/consumer/active_consumer.hpp"

namespace fenrun::flows {
namespace {

using FindSellable = std::optional<db::Sellable> (*)(db::Tx&, std::string_view);

// Read in the order of their ids, so that two orders lock shared SKUs in the same order.
Result<std::map<std::string, db::Sellable>> read_sellables(db::Tx& tx, const std::vector<WantedLine>& lines,
                                                           FindSellable find) {
  std::map<std::string, db::Sellable> sellables;
  for (const WantedLine& line : lines) sellables.emplace(line.sku_public_id, db::Sellable{});
  for (auto& [public_id, sellable] : sellables) {
    auto found = find(tx, public_id);
    if (!found) return kSkuNotFound;
    if (!found->is_on_sale) return kSkuNotOnSale;
    sellable = std::move(*found);
  }
  return sellables;
}

Result<Quote> price_lines(db::Tx& tx, const std::vector<WantedLine>& lines, FindSellable find) {
  if (lines.empty() || lines.size() > kOrderLinesMax) return kOrderLinesInvalid;
  const auto sellables = read_sellables(tx, lines, find);
  if (!sellables) return sellables.error();
  Quote quote;
  OrderDraft draft;
  std::vector<Fen> freights;
  for (const WantedLine& line : lines) {
    const db::Sellable& sellable = sellables->at(line.sku_public_id);
    freights.push_back(sellable.freight_fen);
    draft.lines.push_back({sellable.sku.id, sellable.sku.price_fen, std::nullopt, line.quantity});
    quote.skus.push_back(sellable);
  }
  draft.freight_fen = freight_of_parcel(freights);
  auto price = price_order(draft);
  if (!price) return price.error();
  quote.price = std::move(*price);
  return quote;
}

OrderWithLines order_of(const PlaceOrder& command, const Quote& quote, Instant now) {
  OrderWithLines sale;
  Order& order = sale.order;
  order.public_id = order.external_no = command.public_id;
  order.source = kMiniProgramSource;
  order.consumer_id = command.consumer_id;
  order.goods_fen = quote.price.goods_fen;
  order.freight_fen = quote.price.freight_fen;
  order.total_fen = quote.price.total_fen;
  order.remark = command.remark;
  order.province = command.province;
  order.created_at = now;
  order.expires_at = now + command.terms.unpaid_life;
  for (std::size_t i = 0; i < quote.skus.size(); ++i) {
    sale.lines.push_back(line_of_sellable(quote.skus[i], quote.price.lines[i], command.lines[i].quantity));
  }
  return sale;
}

}  // namespace

OrderLine line_of_sellable(const db::Sellable& sellable, const PricedLine& price, int quantity) {
  OrderLine line;
  line.product_id = sellable.sku.product_id;
  line.category_id = sellable.category_id;
  line.sku_id = sellable.sku.id;
  line.title = sellable.product_name + " " + sellable.sku.name;
  line.unit_price_fen = price.unit_price_fen;
  line.unit_cost_fen = sellable.sku.cost_fen;
  line.quantity = quantity;
  line.discount_fen = price.discount_fen;
  line.coupon_fen = price.coupon_fen;
  line.paid_fen = price.paid_fen;
  return line;
}

Result<Quote> quote_order(db::Tx& tx, const std::vector<WantedLine>& lines, Instant) {
  return price_lines(tx, lines, db::find_sellable);
}

Result<OrderWithLines> place_order(db::Tx& tx, const PlaceOrder& command, Instant now) {
  const auto consumer = lock_active_consumer(tx, command.consumer_id);
  if (!consumer) return consumer.error();
  if (!command.remark.empty() && !is_one_line(command.remark, 1, kOrderRemarkMax)) return kOrderRemarkInvalid;
  const auto quote = price_lines(tx, command.lines, db::share_sellable);
  if (!quote) return quote.error();
  if (quote->price.total_fen != command.expected_total_fen) return kOrderTotalChanged;
  if (quote->price.total_fen == Fen{0}) return kOrderNothingToPay;
  auto sale = order_of(command, *quote, now);
  const bool is_new =
      db::insert_order(tx, sale, next_step_at(sale.order, command.terms), command.receiver_sealed);
  FENRUN_ASSERT(is_new);
  return sale;
}

}  // namespace fenrun::flows
