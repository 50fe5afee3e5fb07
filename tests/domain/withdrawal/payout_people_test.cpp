// When a transfer is a person's, and when it is not any more.
#include <gtest/gtest.h>

#include "domain/withdrawal/payout.hpp"

namespace fenrun {
namespace {

using namespace std::chrono_literals;

const Instant kHeardAt{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20}};

Payout heard_payout(PayoutState state) {
  Payout payout;
  payout.number = "P1";
  payout.mchid = "1900000001";
  payout.appid = "wx1";
  payout.state = state;
  payout.state_at = kHeardAt;
  payout.posts = 1;
  payout.has_package = true;
  payout.first_post_at = payout.last_post_at = kHeardAt;
  payout.due_at = kHeardAt;
  return payout;
}

Payout told(const Payout& before, PayoutEvent event, Instant now) {
  return change_payout(before, PayoutNews{event}, now, 500).after;
}

TEST(PayoutPeopleTest, what_wechat_has_acknowledged_and_does_not_know_an_hour_later_is_lost) {
  for (const auto state : {PayoutState::accepted, PayoutState::locking, PayoutState::await_user,
                           PayoutState::transferring, PayoutState::cancelling}) {
    const Payout heard = heard_payout(state);
    const Payout early = told(heard, PayoutEvent::query_not_found, kHeardAt + kLostAfter - 1us);
    EXPECT_FALSE(early.needs_human) << to_word(state);
    const Payout lost = told(early, PayoutEvent::query_not_found, kHeardAt + kLostAfter);
    EXPECT_TRUE(lost.needs_human) << to_word(state);
    EXPECT_EQ(lost.human_reason, "lost");
    EXPECT_EQ(lost.state, state) << "not known is not failed";
    EXPECT_TRUE(lost.due_at.has_value()) << "it is asked about all the same";
    EXPECT_EQ(told(lost, PayoutEvent::no_answer, kHeardAt + 3h).human_reason, "lost");
    const Payout seen = told(lost, PayoutEvent::query_canceling, kHeardAt + 3h);
    EXPECT_FALSE(seen.needs_human) << "WeChat shows it again";
    EXPECT_EQ(seen.human_reason, "");
  }
}

TEST(PayoutPeopleTest, what_wechat_never_acknowledged_is_sent_again_and_not_lost) {
  Payout unheard = heard_payout(PayoutState::unknown);
  const Payout after = told(unheard, PayoutEvent::query_not_found, kHeardAt + 2h);
  EXPECT_FALSE(after.needs_human);
  EXPECT_TRUE(after.is_resend_due);
}

TEST(PayoutPeopleTest, what_is_open_for_25_days_is_a_persons_whatever_wechat_answers) {
  const Instant late = kHeardAt + kOpenLifeMax;
  const struct {
    PayoutState state;
    PayoutEvent event;
  } rows[] = {
      {PayoutState::unknown, PayoutEvent::no_answer},
      {PayoutState::accepted, PayoutEvent::query_accepted},
      {PayoutState::locking, PayoutEvent::no_answer},
      {PayoutState::transferring, PayoutEvent::query_transferring},
      {PayoutState::cancelling, PayoutEvent::query_canceling},
  };
  for (const auto& row : rows) {
    const Payout heard = heard_payout(row.state);
    EXPECT_FALSE(told(heard, row.event, late - 1us).needs_human) << to_word(row.state);
    const Payout old = told(heard, row.event, late);
    EXPECT_EQ(old.human_reason, "too_old") << to_word(row.state);
    EXPECT_TRUE(old.needs_human);
  }
  EXPECT_FALSE(told(heard_payout(PayoutState::locking), PayoutEvent::query_success, late).needs_human);
  const Payout parked = told(heard_payout(PayoutState::parked_funds), PayoutEvent::no_answer, late);
  EXPECT_FALSE(parked.needs_human) << "it is sent when there are funds";
}

TEST(PayoutPeopleTest, a_cancel_that_is_wanted_is_made_before_people_are_fetched_for_the_age) {
  const Instant late = kHeardAt + kOpenLifeMax;
  Payout waiting = heard_payout(PayoutState::await_user);
  waiting = told(waiting, PayoutEvent::query_wait, late);
  EXPECT_TRUE(waiting.is_cancel_wanted);
  EXPECT_FALSE(waiting.needs_human);
  EXPECT_EQ(next_payout_step(waiting, late), PayoutStep::cancel);
  waiting = claim_step(waiting, PayoutStep::cancel, late);
  waiting = told(waiting, PayoutEvent::query_wait, late + 2s);
  EXPECT_EQ(waiting.human_reason, "too_old") << "it was made, and WeChat has not heard";
}

TEST(PayoutPeopleTest, one_of_another_merchant_or_app_is_a_persons_until_its_own_worker_comes) {
  const PayoutMerchant ours{"1900000001", "wx1"};
  Payout payout = heard_payout(PayoutState::await_user);
  EXPECT_EQ(found_by(payout, ours), payout);
  for (const PayoutMerchant& other :
       {PayoutMerchant{"1900000002", "wx1"}, PayoutMerchant{"1900000001", "wx2"}}) {
    EXPECT_FALSE(is_of(payout, other));
    const Payout foreign = found_by(payout, other);
    EXPECT_TRUE(foreign.needs_human);
    EXPECT_EQ(foreign.human_reason, "other_merchant");
    EXPECT_EQ(found_by(foreign, other), foreign);
    EXPECT_EQ(found_by(foreign, ours), payout);
  }
  payout.needs_human = true;
  payout.human_reason = "never_known";
  EXPECT_EQ(found_by(payout, {"1900000002", "wx1"}), payout) << "there was a reason before";
  EXPECT_EQ(found_by(payout, ours), payout);
}

TEST(PayoutPeopleTest, nothing_takes_the_place_of_a_contradiction) {
  Payout payout = heard_payout(PayoutState::await_user);
  payout.needs_human = true;
  payout.human_reason = "contradiction";
  EXPECT_EQ(told(payout, PayoutEvent::query_not_found, kHeardAt + 26 * 24h).human_reason, "contradiction");
  EXPECT_EQ(told(payout, PayoutEvent::query_fail, kHeardAt + 1h).human_reason, "contradiction");
  EXPECT_EQ(found_by(payout, {"1900000002", "wx1"}).human_reason, "contradiction");
  payout.state = PayoutState::unknown;
  EXPECT_EQ(told(payout, PayoutEvent::query_not_found, kHeardAt + 25h).human_reason, "contradiction");
  payout.human_reason = "lost";
  EXPECT_EQ(told(payout, PayoutEvent::query_differs, kHeardAt + 1h).human_reason, "contradiction");
}

}  // namespace
}  // namespace fenrun
