// The client's word that the confirm page came back: WeChat is asked once, soon, and only what it says
// counts.
#include "flows/payout/hint_payout.hpp"

#include <gtest/gtest.h>

#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {
namespace {

class HintTest : public PayoutStage {
 protected:
  void SetUp() override {
    PayoutStage::SetUp();
    emulator_.post("/pay/transfers/settings", {{"transfer_delay_seconds", 0}});
  }
  // "asked", "not asked", or the code of the refusal.
  static std::string hint(const Withdrawal& withdrawal, DealerId dealer, Instant now) {
    const flows::HintPayout command{withdrawal.public_id, dealer};
    const auto done = connection().transact([&](db::Tx& tx) { return flows::hint_payout(tx, command, now); });
    if (!done) return std::string(done.error().code());
    return *done ? "asked" : "not asked";
  }
  std::string hint(const Withdrawal& withdrawal) { return hint(withdrawal, withdrawal.dealer, clock_.now()); }
  static std::int64_t questions() {
    return count("SELECT COUNT(*) FROM payout_attempt WHERE step = 'query'");
  }
  static void work(payout::Lane& lane) {
    while (lane.work_once()) {
    }
  }
  Withdrawal waiting(payout::Lane& lane) {
    const Withdrawal withdrawal = approved(Fen{1'000});
    work(lane);
    EXPECT_EQ(payout_state(withdrawal), "await_user");
    EXPECT_EQ(questions(), 0);
    return withdrawal;
  }
};

TEST_F(HintTest, what_the_dealer_confirmed_is_known_at_once_and_from_wechat) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = waiting(lane);
  confirm(payout_of(withdrawal).number);
  work(lane);
  EXPECT_EQ(state_of(withdrawal), "paying");  // no callback reaches this test, and no question is due
  EXPECT_EQ(hint(withdrawal), "asked");
  EXPECT_EQ(state_of(withdrawal), "paying");
  work(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(questions(), 1);
  expect_rest(1'000);
}

TEST_F(HintTest, a_client_that_lies_moves_nothing_and_cannot_ask_often) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = waiting(lane);
  const Instant first = clock_.now();
  const auto hint_after = [&](std::chrono::seconds passed) {
    return hint(withdrawal, withdrawal.dealer, first + passed);
  };
  EXPECT_EQ(hint_after(std::chrono::seconds(0)), "asked");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(hint_after(std::chrono::seconds(i)), "not asked") << i;
  work(lane);
  EXPECT_EQ(questions(), 1);
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_EQ(paid_in_books(), 0);
  EXPECT_EQ(hint_after(std::chrono::seconds(4)), "not asked");
  work(lane);
  EXPECT_EQ(questions(), 1);
  EXPECT_EQ(hint_after(flows::kHintPause), "asked");
  work(lane);
  EXPECT_EQ(questions(), 2);
}

TEST_F(HintTest, only_for_the_owner_and_only_while_wechat_waits_for_the_dealer) {
  const DealerId dealer = rich_dealer(Fen{1'000});
  const DealerId stranger = rich_dealer(Fen{});
  const Withdrawal withdrawal = approved(dealer, Fen{1'000});
  EXPECT_EQ(hint(withdrawal), "not asked");
  payout::Lane lane = make_lane();
  lane.prepare();
  EXPECT_EQ(hint(withdrawal), "not asked");
  work(lane);
  EXPECT_EQ(hint(withdrawal, stranger, clock_.now()), "withdrawal.not_found");
  settle_all(lane);
  EXPECT_EQ(hint(withdrawal), "not asked");
  EXPECT_EQ(count("SELECT COUNT(*) FROM payout_hint"), 0);
}

// The question that is under way may have been answered before the dealer confirmed.
TEST_F(HintTest, one_that_comes_during_a_question_is_followed_after_it) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = waiting(lane);
  advance(90);
  const flows::Claim question = claim(clock_.now());
  ASSERT_TRUE(question.claimed.has_value());
  EXPECT_EQ(hint(withdrawal), "asked");
  confirm(payout_of(withdrawal).number);
  EXPECT_FALSE(lane.follow_hints());
  reply(*question.claimed, {PayoutEvent::query_wait}, clock_.now());
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  EXPECT_TRUE(lane.follow_hints());
  work(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
}

// What ended meanwhile stays ended.
TEST_F(HintTest, one_that_is_late_changes_nothing) {
  payout::Lane lane = make_lane();
  const Withdrawal withdrawal = waiting(lane);
  EXPECT_EQ(hint(withdrawal), "asked");
  confirm_all();
  advance(90);
  EXPECT_TRUE(lane.take_step());
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_TRUE(lane.follow_hints());
  EXPECT_FALSE(lane.follow_hints());
  EXPECT_FALSE(payout_of(withdrawal).due_at.has_value());
  expect_rest(1'000);
}

}  // namespace
}  // namespace fenrun::testing
