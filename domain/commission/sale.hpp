// A paid order as the commission engine sees it. Everything is as of payment, but whether a dealership has
// ended, which is as of booking; the engine asks nobody.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/commission/rule.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

struct SaleLine {
  OrderLineId line;  // unique within the order; the order of lines in the vector does not matter
  SkuId sku;
  ProductId product;
  CategoryId category;  // not set: in none
  std::int64_t quantity = 1;
  Fen base_fen;  // really paid for the whole line: after discounts and coupons, without freight and tax
  Fen cost_fen;  // of the whole line

  friend bool operator==(const SaleLine&, const SaleLine&) = default;
};

// A dealer on the buyer's referral line.
struct DealerStanding {
  DealerId dealer;
  TierId tier;
  bool is_active = true;
  Fen month_sales_fen;   // sold so far in the calendar month of paid_at, less refunds: ladders read it
  Fen month_earned_fen;  // earned so far in the same month, less what was taken back: the cap reads it

  friend bool operator==(const DealerStanding&, const DealerStanding&) = default;
};

struct SaleFacts {
  OrderId order;
  SaleChannel channel = SaleChannel::mini_program;
  Instant paid_at;
  DealerId buyer;  // not set: the buyer is no dealer
  std::vector<SaleLine> lines;
  std::vector<DealerStanding> upline;  // the referrer, its parent, its parent's parent; empty: no referrer

  friend bool operator==(const SaleFacts&, const SaleFacts&) = default;
};

inline constexpr std::size_t kSaleLinesMax = 500;
inline constexpr std::int64_t kSaleQuantityMax = 1'000'000;

// The compact text under which facts are kept, so that a sale can be shared out again under another plan.
std::string to_text(const SaleFacts& facts);
// Nothing for a text that to_text does not write.
std::optional<SaleFacts> sale_facts_from(std::string_view text);

}  // namespace fenrun
