// What WeChat's words may change of a confirm-free authorisation, and how a transfer leaves the direct way.
#include "domain/withdrawal/confirm_free.hpp"

#include <gtest/gtest.h>

#include "domain/withdrawal/payout.hpp"

namespace fenrun {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using State = ConfirmFreeState;

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30}};

ConfirmFree in_state(State state) {
  ConfirmFree authorization;
  authorization.state = state;
  authorization.asked_at = authorization.state_at = kNow;
  return authorization;
}

State after(State before, State said) {
  return change_confirm_free(in_state(before), {said, "A1", "USER_CLOSE", {}}, kNow + hours(1)).state;
}

// Rows: before. Columns: what WeChat says.
TEST(ConfirmFree, only_ever_goes_on) {
  constexpr State kStates[] = {State::asked, State::waiting, State::in_effect, State::closed};
  for (const State before : kStates) {
    for (const State said : kStates) EXPECT_EQ(after(before, said), std::max(before, said));
  }
}

TEST(ConfirmFree, remembers_when_it_took_effect_and_why_it_was_closed) {
  const auto agreed = change_confirm_free(in_state(State::waiting),
                                          {State::in_effect, "A1", "", kNow + seconds(5)}, kNow + hours(1));
  EXPECT_EQ(agreed.channel_number, "A1");
  EXPECT_EQ(agreed.authorized_at, kNow + seconds(5));
  EXPECT_EQ(agreed.state_at, kNow + hours(1));
  const auto again = change_confirm_free(agreed, {State::in_effect, "A1", "", {}}, kNow + hours(2));
  EXPECT_EQ(again, agreed);
  const auto closed = change_confirm_free(agreed, {State::closed, "", "USER_CLOSE", {}}, kNow + hours(3));
  EXPECT_EQ(closed.close_reason, "USER_CLOSE");
  EXPECT_EQ(closed.closed_at, kNow + hours(3));
  EXPECT_EQ(change_confirm_free(closed, {State::in_effect, "A2", "", {}}, kNow + hours(4)), closed);
}

TEST(ConfirmFree, carries_transfers_while_in_effect_and_neither_doubted_nor_unwanted) {
  EXPECT_FALSE(carries_transfers(in_state(State::waiting)));
  EXPECT_TRUE(carries_transfers(in_state(State::in_effect)));
  EXPECT_FALSE(carries_transfers(in_state(State::closed)));
  ConfirmFree doubted = in_state(State::in_effect);
  doubted.is_doubted = true;
  EXPECT_FALSE(carries_transfers(doubted));
  EXPECT_TRUE(carries_transfers(change_confirm_free(doubted, {State::in_effect, "A1", "", {}}, kNow)));
  ConfirmFree unwanted = in_state(State::in_effect);
  unwanted.is_end_wanted = true;
  EXPECT_FALSE(carries_transfers(change_confirm_free(unwanted, {State::in_effect, "A1", "", {}}, kNow)));
}

TEST(ConfirmFree, is_asked_about_where_there_may_be_news_and_not_all_the_time) {
  EXPECT_TRUE(is_worth_asking(in_state(State::asked), kNow));
  EXPECT_TRUE(is_worth_asking(in_state(State::waiting), kNow));
  EXPECT_FALSE(is_worth_asking(in_state(State::in_effect), kNow));
  EXPECT_FALSE(is_worth_asking(in_state(State::closed), kNow));
  ConfirmFree heard = in_state(State::waiting);
  heard.heard_at = kNow;
  EXPECT_FALSE(is_worth_asking(heard, kNow + seconds(1)));
  EXPECT_TRUE(is_worth_asking(heard, kNow + seconds(2)));
}

TEST(ConfirmFree, its_page_lives_a_day) {
  EXPECT_TRUE(is_page_alive(in_state(State::waiting), kNow + hours(23)));
  EXPECT_FALSE(is_page_alive(in_state(State::waiting), kNow + hours(24)));
  EXPECT_FALSE(is_page_alive(in_state(State::in_effect), kNow));
}

Payout direct_in(PayoutState state) {
  Payout payout;
  payout.route = PayoutRoute::direct;
  payout.state = state;
  payout.posts = 1;
  payout.first_post_at = payout.last_post_at = payout.state_at = kNow;
  return payout;
}

TEST(DirectRoute, is_left_when_it_was_refused_and_wechat_does_not_know_the_number) {
  const auto refused =
      change_payout(direct_in(PayoutState::submitting), {PayoutEvent::exists_already}, kNow + seconds(1), 0);
  EXPECT_EQ(refused.after.route, PayoutRoute::refused);
  EXPECT_EQ(refused.after.state, PayoutState::unknown);
  EXPECT_FALSE(refused.leaves_direct);
  const auto change = change_payout(refused.after, {PayoutEvent::query_not_found}, kNow + seconds(10), 0);
  EXPECT_TRUE(change.leaves_direct);
  EXPECT_EQ(change.after.route, PayoutRoute::confirmed);
  EXPECT_TRUE(change.after.is_resend_due);
  const auto again = change_payout(change.after, {PayoutEvent::query_not_found}, kNow + seconds(20), 0);
  EXPECT_FALSE(again.leaves_direct);
}

TEST(DirectRoute, is_kept_when_it_was_lost) {
  const auto change =
      change_payout(direct_in(PayoutState::unknown), {PayoutEvent::query_not_found}, kNow + seconds(10), 0);
  EXPECT_EQ(change.after.route, PayoutRoute::direct);
  EXPECT_TRUE(change.after.is_resend_due);
  for (const PayoutEvent event :
       {PayoutEvent::no_answer, PayoutEvent::rate_limited, PayoutEvent::misconfigured,
        PayoutEvent::short_of_funds, PayoutEvent::create_success}) {
    const auto other = change_payout(direct_in(PayoutState::submitting), {event}, kNow + seconds(1), 0);
    EXPECT_EQ(other.after.route, PayoutRoute::direct);
    EXPECT_FALSE(other.leaves_direct);
  }
}

// Nobody can confirm what has no page.
TEST(DirectRoute, is_called_off_where_wechat_waits_for_the_user) {
  const auto change =
      change_payout(direct_in(PayoutState::submitting), {PayoutEvent::create_wait}, kNow + seconds(1), 0);
  EXPECT_TRUE(change.after.is_cancel_wanted);
  EXPECT_EQ(change.after.due_at, kNow + seconds(1));
  EXPECT_EQ(next_payout_step(change.after, kNow + seconds(1)), PayoutStep::cancel);
}

}  // namespace
}  // namespace fenrun
