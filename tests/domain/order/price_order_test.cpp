#include "domain/order/price_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "tests/support/seed.hpp"

namespace fenrun {
namespace {

LineDraft line(std::int64_t sku, std::int64_t price, int quantity) {
  return {SkuId{sku}, Fen{price}, std::nullopt, quantity};
}

std::string priced(const OrderDraft& draft) {
  const auto order = price_order(draft);
  if (!order) return std::string(order.error().code());
  std::string text;
  for (const PricedLine& one : order->lines) text += std::to_string(one.paid_fen.value) + " ";
  return text + "= " + std::to_string(order->total_fen.value);
}

TEST(PriceOrderTest, a_parcel_pays_the_dearest_freight_once) {
  EXPECT_EQ(freight_of_parcel({}), Fen{0});
  EXPECT_EQ(freight_of_parcel({Fen{0}, Fen{0}}), Fen{0});
  EXPECT_EQ(freight_of_parcel({Fen{800}, Fen{1'200}, Fen{1'200}, Fen{0}}), Fen{1'200});
}

TEST(PriceOrderTest, lines_are_priced_and_reductions_apportioned) {
  const LineDraft tea = line(1, 9'900, 2);
  const LineDraft cup = line(2, 3'300, 1);
  LineDraft cheap_tea = tea;
  cheap_tea.tier_price_fen = Fen{8'000};
  struct Case {
    const char* what;
    OrderDraft draft;
    const char* outcome;
  };
  const Case cases[] = {
      {"plain", {{tea, cup}, {}, {}, {}}, "19800 3300 = 23100"},
      {"freight stands apart", {{tea}, {}, {}, Fen{1'000}}, "19800 = 20800"},
      {"three units and 10.00 of freight are one freight",
       {{line(1, 100, 3)}, {}, {}, Fen{1'000}},
       "300 = 1300"},
      {"the buyer's tier has a price", {{cheap_tea}, {}, {}, {}}, "16000 = 16000"},
      {"a discount of a seventh", {{tea, cup}, Fen{3'300}, {}, {}}, "16971 2829 = 19800"},
      {"the coupon falls on what the discount left",
       {{tea, cup}, Fen{3'300}, Fen{100}, {}},
       "16885 2815 = 19700"},
      {"free goods", {{cup}, Fen{3'000}, Fen{300}, {}}, "0 = 0"},
      {"a coupon odd over three units is not cut by the unit",
       {{line(1, 1'000, 3)}, {}, Fen{100}, {}},
       "2900 = 2900"},
      {"no lines", {{}, {}, {}, {}}, "order.lines_invalid"},
      {"a SKU twice", {{tea, tea}, {}, {}, {}}, "order.sku_twice"},
      {"no unit", {{line(1, 100, 0)}, {}, {}, {}}, "order.quantity_invalid"},
      {"too many units", {{line(1, 100, kOrderQuantityMax + 1)}, {}, {}, {}}, "order.quantity_invalid"},
      {"quantity comes before price", {{line(1, 0, 0)}, {}, {}, {}}, "order.quantity_invalid"},
      {"no price", {{line(1, 0, 1)}, {}, {}, {}}, "order.price_invalid"},
      {"too dear", {{line(1, kPriceMax.value + 1, 1)}, {}, {}, {}}, "order.price_invalid"},
      {"negative discount", {{cup}, Fen{-1}, {}, {}}, "order.reduction_invalid"},
      {"negative coupon", {{cup}, {}, Fen{-1}, {}}, "order.reduction_invalid"},
      {"more off than the goods cost", {{cup}, Fen{3'000}, Fen{301}, {}}, "order.reduction_invalid"},
      {"negative freight", {{cup}, {}, {}, Fen{-1}}, "order.freight_invalid"},
      {"the limit", {{line(1, kPriceMax.value, 100)}, {}, {}, {}}, "10000000000 = 10000000000"},
      {"above the limit", {{line(1, kPriceMax.value, 100)}, {}, {}, Fen{1}}, "order.total_too_large"},
  };
  for (const Case& c : cases) EXPECT_EQ(priced(c.draft), c.outcome) << c.what;
}

TEST(PriceOrderTest, an_order_has_at_most_fifty_lines) {
  OrderDraft draft;
  for (std::int64_t sku = 1; sku <= 50; ++sku) draft.lines.push_back(line(sku, 1, 1));
  EXPECT_TRUE(price_order(draft));
  draft.lines.push_back(line(51, 1, 1));
  EXPECT_EQ(priced(draft), "order.lines_invalid");
}

TEST(PriceOrderTest, lines_add_up_to_the_total_wherever_they_stand) {
  const std::uint64_t seed = testing::test_seed();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2'000; ++round) {
    OrderDraft draft;
    std::int64_t goods = 0;
    const auto lines = 1 + static_cast<std::int64_t>(random() % 8);
    for (std::int64_t sku = 1; sku <= lines; ++sku) {
      draft.lines.push_back(
          line(sku, 1 + static_cast<std::int64_t>(random() % 5'000), 1 + static_cast<int>(random() % 5)));
      goods += draft.lines.back().list_price_fen.value * draft.lines.back().quantity;
    }
    draft.discount_fen = Fen{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(goods + 1))};
    draft.coupon_fen = Fen{static_cast<std::int64_t>(
        random() % static_cast<std::uint64_t>(goods - draft.discount_fen.value + 1))};
    draft.freight_fen = Fen{static_cast<std::int64_t>(random() % 2'000)};
    const auto order = price_order(draft);
    ASSERT_TRUE(order);
    std::map<SkuId, Fen> paid;
    std::int64_t sum = order->freight_fen.value;
    for (std::size_t i = 0; i < draft.lines.size(); ++i) {
      ASSERT_GE(order->lines[i].paid_fen.value, 0);
      ASSERT_LE(order->lines[i].paid_fen, order->lines[i].gross_fen);
      sum += order->lines[i].paid_fen.value;
      paid[draft.lines[i].sku_id] = order->lines[i].paid_fen;
    }
    ASSERT_EQ(sum, order->total_fen.value);
    std::shuffle(draft.lines.begin(), draft.lines.end(), random);
    const auto again = price_order(draft);
    ASSERT_TRUE(again);
    for (std::size_t i = 0; i < draft.lines.size(); ++i) {
      ASSERT_EQ(again->lines[i].paid_fen, paid[draft.lines[i].sku_id]);
    }
  }
}

}  // namespace
}  // namespace fenrun
