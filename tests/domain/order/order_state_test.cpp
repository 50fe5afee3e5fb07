#include "domain/order/order_state.hpp"

#include <gtest/gtest.h>

#include "domain/order/order_number.hpp"

namespace fenrun {
namespace {

// Rows are states, columns events; "-" is a refusal.
TEST(OrderStateTest, every_state_answers_every_event_as_the_table_says) {
  struct Row {
    OrderState from;
    const char* pay;
    const char* ship;
    const char* receive;
    const char* complete;
    const char* close;
    const char* refund_whole;
  };
  const Row rows[] = {
      {OrderState::created, "paid", "-", "-", "-", "closed", "-"},
      {OrderState::paid, "-", "shipped", "-", "-", "-", "closed"},
      {OrderState::shipped, "-", "-", "received", "-", "-", "shipped"},
      {OrderState::received, "-", "-", "-", "completed", "-", "received"},
      {OrderState::completed, "-", "-", "-", "-", "-", "completed"},
      {OrderState::closed, "paid", "-", "-", "-", "-", "-"},
  };
  for (const Row& row : rows) {
    const auto answer = [&](OrderEvent event) -> std::string {
      const auto to = move_order(row.from, event);
      if (to) return std::string(to_text(*to));
      EXPECT_TRUE(to.refused_with(kOrderStateConflict));
      return "-";
    };
    SCOPED_TRACE(to_text(row.from));
    EXPECT_EQ(answer(OrderEvent::pay), row.pay);
    EXPECT_EQ(answer(OrderEvent::ship), row.ship);
    EXPECT_EQ(answer(OrderEvent::receive), row.receive);
    EXPECT_EQ(answer(OrderEvent::complete), row.complete);
    EXPECT_EQ(answer(OrderEvent::close), row.close);
    EXPECT_EQ(answer(OrderEvent::refund_whole), row.refund_whole);
    EXPECT_EQ(order_state_from(to_text(row.from)), row.from);
  }
  EXPECT_EQ(order_state_from("lost"), std::nullopt);
}

TEST(OrderNumberTest, a_number_leads_back_to_its_row_and_no_other_text_does) {
  const std::string id = "01JDV3XN8KQ4Z6M2T7P0S5R9WA";
  EXPECT_EQ(out_trade_no_of(id), "O01JDV3XN8KQ4Z6M2T7P0S5R9WA");
  EXPECT_EQ(order_of_out_trade_no(out_trade_no_of(id)), id);
  EXPECT_EQ(refund_of_out_refund_no(out_refund_no_of(id)), id);
  for (const char* text :
       {"", "O", "01JDV3XN8KQ4Z6M2T7P0S5R9WA", "R01JDV3XN8KQ4Z6M2T7P0S5R9WA", "O01JDV3XN8KQ4Z6M2T7P0S5R9WI",
        "O01jdv3xn8kq4z6m2t7p0s5r9wa", "O01JDV3XN8KQ4Z6M2T7P0S5R9WA0"}) {
    EXPECT_EQ(order_of_out_trade_no(text), std::nullopt) << text;
  }
}

TEST(OrderNumberTest, a_number_of_another_shop_is_short_printable_and_without_spaces) {
  EXPECT_TRUE(is_external_no("TB-2026/11.28#1"));
  EXPECT_TRUE(is_external_no(std::string(64, 'n')));
  for (const auto& text : {std::string(), std::string(65, 'n'), std::string("a b"), std::string("a\n"),
                           std::string("单号"), std::string("a\x7f")}) {
    EXPECT_FALSE(is_external_no(text)) << text;
  }
}

}  // namespace
}  // namespace fenrun
