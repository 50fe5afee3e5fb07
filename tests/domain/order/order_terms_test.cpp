#include "domain/order/order_terms.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

TEST(OrderTermsTest, what_comes_by_itself_is_expiry_receipt_and_the_end_of_the_hold) {
  Order order;
  order.expires_at = Instant{std::chrono::hours{1}};
  order.shipped_at = Instant{std::chrono::hours{2}};
  order.hold_ends_at = Instant{std::chrono::hours{3}};
  const OrderTerms terms{std::chrono::minutes{30}, std::chrono::days{10}, std::chrono::days{7}};
  struct Case {
    OrderState state;
    std::optional<Instant> due;
  };
  const Case cases[] = {
      {OrderState::created, Instant{std::chrono::hours{1}}},
      {OrderState::paid, std::nullopt},
      {OrderState::shipped, Instant{std::chrono::hours{2} + std::chrono::days{10}}},
      {OrderState::received, Instant{std::chrono::hours{3}}},
      {OrderState::completed, std::nullopt},
      {OrderState::closed, std::nullopt},
  };
  for (const Case& c : cases) {
    order.state = c.state;
    EXPECT_EQ(next_step_at(order, terms), c.due) << to_text(c.state);
  }
}

TEST(OrderTermsTest, questions_come_at_longer_and_longer_intervals) {
  std::vector<std::int64_t> pauses;
  for (int asked = 0; asked < 9; ++asked) pauses.push_back(pause_before_question(asked).count());
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{5, 30, 60, 180, 300, 600, 1'800, 1'800, 1'800}));
}

}  // namespace
}  // namespace fenrun
