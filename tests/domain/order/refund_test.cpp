#include "domain/order/refund.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/support/seed.hpp"

namespace fenrun {
namespace {

OrderLine sold_line(std::int64_t id, std::int64_t paid) {
  OrderLine line;
  line.id = OrderLineId{id};
  line.unit_price_fen = Fen{paid};
  line.quantity = 1;
  line.paid_fen = Fen{paid};
  return line;
}

// Lines 1 and 2 of 100.00 and 50.00, freight of 10.00.
OrderWithLines paid_sale() {
  OrderWithLines sale;
  sale.order.state = OrderState::paid;
  sale.order.paid_at = Instant{};
  sale.order.freight_fen = Fen{1'000};
  sale.order.total_fen = Fen{16'000};
  sale.lines = {sold_line(1, 10'000), sold_line(2, 5'000)};
  return sale;
}

RefundPart part(std::int64_t line, std::int64_t amount) { return {OrderLineId{line}, Fen{amount}}; }

std::string decided(const OrderWithLines& sale, const std::vector<RefundPart>& parts, int refunds = 0) {
  const auto amount = decide_refund(sale, parts, refunds);
  return amount ? std::to_string(amount->value) : std::string(amount.error().code());
}

TEST(RefundTest, a_refund_stays_within_what_each_line_was_paid) {
  auto sale = paid_sale();
  ask_refund(sale, {part(1, 4'000)});
  struct Case {
    std::vector<RefundPart> parts;
    const char* outcome;
  };
  const Case cases[] = {
      {{part(1, 6'000)}, "6000"},
      {{part(1, 6'001)}, "refund.too_large"},
      {{part(2, 5'000)}, "5000"},
      {{part(0, 1'000)}, "1000"},  // the freight
      {{part(0, 1'001)}, "refund.too_large"},
      {{part(1, 6'000), part(2, 5'000), part(0, 1'000)}, "12000"},
      {{part(1, 1), part(2, 5'001)}, "refund.too_large"},
      {{}, "refund.parts_invalid"},
      {{part(1, 0)}, "refund.parts_invalid"},
      {{part(1, -5)}, "refund.parts_invalid"},
      {{part(3, 1)}, "refund.parts_invalid"},
      {{part(1, 1), part(1, 1)}, "refund.parts_invalid"},
  };
  for (const Case& c : cases) EXPECT_EQ(decided(sale, c.parts), c.outcome) << &c - cases;
  EXPECT_EQ(decided(sale, {part(1, 1)}, kRefundsPerOrderMax - 1), "1");
  EXPECT_EQ(decided(sale, {part(1, 1)}, kRefundsPerOrderMax), "refund.too_many");
  sale.order.paid_at.reset();
  EXPECT_EQ(decided(sale, {part(1, 1)}), "refund.order_unpaid");
}

TEST(RefundTest, what_was_asked_for_and_did_not_happen_can_be_asked_for_again) {
  auto sale = paid_sale();
  ask_refund(sale, {part(1, 10'000)});
  EXPECT_EQ(decided(sale, {part(1, 1)}), "refund.too_large");
  forget_refund(sale, {part(1, 10'000)});
  EXPECT_EQ(decided(sale, {part(1, 10'000)}), "10000");
}

TEST(RefundTest, an_amount_without_lines_is_spread_over_what_is_left) {
  auto sale = paid_sale();
  const auto parts = spread_refund(sale, Fen{1'600});
  ASSERT_TRUE(parts);
  EXPECT_EQ(*parts, (std::vector<RefundPart>{part(0, 100), part(1, 1'000), part(2, 500)}));
  ask_refund(sale, {part(1, 10'000)});
  const auto rest = spread_refund(sale, Fen{6'000});
  ASSERT_TRUE(rest);
  EXPECT_EQ(*rest, (std::vector<RefundPart>{part(0, 1'000), part(2, 5'000)}));
  EXPECT_TRUE(spread_refund(sale, Fen{6'001}).refused_with(kRefundTooLarge));
  EXPECT_TRUE(spread_refund(sale, Fen{0}).refused_with(kRefundPartsInvalid));
}

TEST(RefundTest, any_sequence_of_partial_refunds_ends_at_what_was_paid) {
  const std::uint64_t seed = testing::test_seed();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 300; ++round) {
    OrderWithLines sale;
    sale.order.paid_at = Instant{};
    sale.order.freight_fen = Fen{static_cast<std::int64_t>(random() % 50)};
    std::int64_t total = sale.order.freight_fen.value;
    for (std::int64_t id = 1; id <= static_cast<std::int64_t>(1 + random() % 6); ++id) {
      sale.lines.push_back(sold_line(id, static_cast<std::int64_t>(random() % 1'000)));
      total += sale.lines.back().paid_fen.value;
    }
    sale.order.total_fen = Fen{total};
    std::int64_t left = total;
    while (left > 0) {
      const Fen amount{1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(left))};
      const auto parts = spread_refund(sale, amount);
      ASSERT_TRUE(parts);
      ASSERT_EQ(decide_refund(sale, *parts, 0), amount);
      ask_refund(sale, *parts);
      if (random() % 4 == 0) {
        forget_refund(sale, *parts);
        continue;
      }
      complete_refund(sale, *parts);
      left -= amount.value;
      ASSERT_EQ(sale.order.refunded_fen.value, total - left);
    }
    for (const OrderLine& line : sale.lines) ASSERT_EQ(line.refunded_fen, line.paid_fen);
    ASSERT_EQ(sale.order.freight_refunded_fen, sale.order.freight_fen);
    if (total > 0) {
      ASSERT_TRUE(sale.order.is_wholly_refunded());
    }
  }
}

TEST(RefundTest, parts_by_article_are_read_back_or_refused_whole) {
  using Parts = std::vector<SkuRefundPart>;
  for (const Parts& parts :
       {Parts{}, Parts{{SkuId{}, Fen{500}}}, Parts{{SkuId{7}, Fen{1}}, {SkuId{}, Fen{9}}}}) {
    EXPECT_EQ(sku_refund_parts_from(to_text(parts)), parts);
  }
  for (const char* broken :
       {"7", "7:", ":5", "7:0", "7:-1", "7:5 ", "x:5", "7:5;8:5", "7:99999999999999999999"}) {
    EXPECT_FALSE(sku_refund_parts_from(broken)) << broken;
  }
}

TEST(RefundTest, states_go_forward_and_a_final_one_stays) {
  using enum RefundState;
  constexpr RefundState kAll[] = {requested, processing, abnormal, succeeded, closed};
  // Rows from, columns to, in the order of kAll.
  constexpr bool kExpected[5][5] = {
      {false, true, true, true, true},     {false, false, true, true, true},
      {false, false, false, true, true},   {false, false, false, false, false},
      {false, false, false, false, false},
  };
  for (std::size_t from = 0; from < 5; ++from) {
    for (std::size_t to = 0; to < 5; ++to) {
      EXPECT_EQ(leads_on(kAll[from], kAll[to]), kExpected[from][to])
          << to_text(kAll[from]) << " " << to_text(kAll[to]);
    }
    EXPECT_EQ(refund_state_from(to_text(kAll[from])), kAll[from]);
  }
}

}  // namespace
}  // namespace fenrun
