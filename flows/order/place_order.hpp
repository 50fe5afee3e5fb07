// A consumer looks at the price of what they want, and orders it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/order/sellable.hpp"
#include "domain/order/order.hpp"
#include "domain/order/order_terms.hpp"
#include "domain/order/price_order.hpp"

namespace fenrun::flows {

struct WantedLine {
  std::string sku_public_id;
  int quantity = 0;
};

struct Quote {
  std::vector<db::Sellable> skus;  // of the lines, in their order
  PricedOrder price;
};

// Refuses with kSkuNotFound, kSkuNotOnSale, and as price_order() does.
Result<Quote> quote_order(db::Tx& tx, const std::vector<WantedLine>& lines, Instant now);

// The line that an order keeps of a SKU sold.
OrderLine line_of_sellable(const db::Sellable& sellable, const PricedLine& price, int quantity);

struct PlaceOrder {
  std::string public_id;  // a fresh ULID
  ConsumerId consumer_id;
  std::vector<WantedLine> lines;
  Fen expected_total_fen;  // what the consumer was shown
  std::string remark;
  std::string receiver_sealed;  // empty: none given
  int province = 0;             // of the receiver; 0: not known
  OrderTerms terms;
};

// The prices are those of the tables at this moment and stay so until commit. Refuses with kConsumerGone,
// kConsumerBlocked, kOrderRemarkInvalid, those of quote_order(), kOrderTotalChanged, kOrderNothingToPay.
Result<OrderWithLines> place_order(db::Tx& tx, const PlaceOrder& command, Instant now);

}  // namespace fenrun::flows
