#include "domain/dealer/dealer.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

TEST(DealerTest, suspension_and_resumption_want_a_reason_first_and_the_right_state_second) {
  struct Case {
    DealerState state;
    const char* reason;
    const char* suspension;
    const char* resumption;
  };
  const Case cases[] = {
      {DealerState::active, "核查中", "made", "dealer.not_suspended"},
      {DealerState::suspended, "核查中", "dealer.suspended", "made"},
      {DealerState::ended, "核查中", "dealer.ended", "dealer.ended"},
      {DealerState::ended, "", "reason.invalid", "reason.invalid"},
      {DealerState::active, "", "reason.invalid", "reason.invalid"},
      {DealerState::suspended, " ", "reason.invalid", "reason.invalid"},
      {DealerState::suspended, "a\nb", "reason.invalid", "reason.invalid"},
  };
  const auto outcome = [](const Done& done) { return done ? std::string_view("made") : done.error().code(); };
  for (const Case& c : cases) {
    Dealer dealer;
    dealer.state = c.state;
    EXPECT_EQ(outcome(decide_suspension(dealer, c.reason)), c.suspension) << c.reason;
    EXPECT_EQ(outcome(decide_resumption(dealer, c.reason)), c.resumption) << c.reason;
  }
}

TEST(DealerTest, a_reason_has_1_to_200_characters) {
  std::string reason;
  for (std::size_t i = 0; i < kReasonMax; ++i) reason += "好";
  EXPECT_TRUE(check_reason(reason).has_value());
  EXPECT_TRUE(check_reason(reason + "好").refused_with(kReasonInvalid));
}

TEST(DealerTest, states_have_words_both_ways) {
  for (const auto state : {DealerState::active, DealerState::suspended, DealerState::ended}) {
    EXPECT_EQ(dealer_state_from(to_text(state)), state);
  }
  EXPECT_EQ(dealer_state_from("gone"), std::nullopt);
}

}  // namespace
}  // namespace fenrun
