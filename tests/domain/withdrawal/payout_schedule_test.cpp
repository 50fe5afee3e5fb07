#include "domain/withdrawal/payout_schedule.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "domain/withdrawal/payout.hpp"
#include "domain/withdrawal/payout_number.hpp"

namespace fenrun {
namespace {

using namespace std::chrono_literals;

const Instant kAsked{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20}};

// Due, and asked about for the `queries`-th time in its state.
Payout asked_payout(PayoutState state, int queries) {
  Payout payout;
  payout.number = "P1";
  payout.state = state;
  payout.state_at = kAsked - 1h;
  payout.queries = queries;
  payout.posts = 1;
  payout.first_post_at = payout.last_post_at = kAsked - 1h;
  payout.due_at = kAsked;
  return payout;
}

TEST(PayoutScheduleTest, what_opens_the_page_is_asked_for_once_at_once) {
  const auto news = PayoutNews{PayoutEvent::query_wait};
  EXPECT_EQ(change_payout(asked_payout(PayoutState::unknown, 3), news, kAsked, 500).after.due_at, kAsked);
  // Nothing may be posted, and so it is asked again: not without a pause.
  const auto again = change_payout(asked_payout(PayoutState::await_user, 1), news, kAsked, 500).after.due_at;
  EXPECT_GE(again, kAsked + 1min);
}

TEST(PayoutScheduleTest, a_post_that_is_due_and_may_not_be_made_is_no_reason_to_ask_at_once) {
  const auto news = PayoutNews{PayoutEvent::query_not_found};
  Payout payout = asked_payout(PayoutState::unknown, 3);
  payout = change_payout(payout, news, kAsked, 500).after;
  EXPECT_TRUE(payout.is_resend_due);
  EXPECT_EQ(payout.due_at, kAsked) << "the first time that WeChat does not know it, it is sent again at once";
  payout = change_payout(payout, news, kAsked, 500).after;
  EXPECT_GE(payout.due_at, kAsked + 30s) << "it was asked about instead, and nothing has changed";
  payout.last_post_at = kAsked - 1s;
  EXPECT_EQ(change_payout(payout, news, kAsked, 500).after.due_at,
            *payout.last_post_at + pause_before_resend(payout.posts))
      << "asked about before the post was due";
}

TEST(PayoutScheduleTest, what_opens_the_page_is_sent_for_as_soon_as_it_may_be) {
  Payout payout = asked_payout(PayoutState::await_user, 1);
  payout.posts = 2;
  payout.last_post_at = kAsked - 5s;
  const auto news = PayoutNews{PayoutEvent::query_wait};
  const auto waits = change_payout(payout, news, kAsked, 500).after;
  EXPECT_EQ(waits.due_at, *payout.last_post_at + 10s) << "two answers with it were lost";
  EXPECT_EQ(next_payout_step(waits, *waits.due_at), PayoutStep::post);
  EXPECT_GE(change_payout(payout, news, *waits.due_at, 500).after.due_at, *waits.due_at + 4min)
      << "the worker may not post, and asked instead";
  auto busy = PayoutNews{PayoutEvent::rate_limited};
  busy.wait = 20min;
  EXPECT_GE(change_payout(payout, busy, kAsked, 0).after.due_at, kAsked + 20min) << "WeChat asked us to wait";
  payout.has_package = true;
  EXPECT_GE(change_payout(payout, news, kAsked, 500).after.due_at, kAsked + 4min) << "it is there";
  payout.has_package = false;
  payout.posts = kResendsMax + 1;
  EXPECT_GE(change_payout(payout, news, kAsked, 500).after.due_at, kAsked + 4min) << "sent for too often";
}

TEST(PayoutScheduleTest, a_cancel_that_is_wanted_is_made_at_once_and_not_asked_about_without_a_pause) {
  Payout open = asked_payout(PayoutState::await_user, 2);
  open.has_package = true;
  open.first_post_at = kAsked - kAutomaticCancelAfter;
  const auto overdue = change_payout(open, PayoutNews{PayoutEvent::query_wait}, kAsked, 500).after;
  EXPECT_TRUE(overdue.is_cancel_wanted);
  EXPECT_EQ(overdue.due_at, kAsked);
  const auto passed_over = change_payout(overdue, PayoutNews{PayoutEvent::query_wait}, kAsked, 500).after;
  EXPECT_GE(passed_over.due_at, kAsked + 1min) << "asked about instead of cancelled";
  Payout cancelling = asked_payout(PayoutState::cancelling, 4);
  cancelling.is_cancel_wanted = true;
  cancelling.last_cancel_at = kAsked - 10min;
  const auto later = change_payout(cancelling, PayoutNews{PayoutEvent::query_canceling}, kAsked, 500).after;
  EXPECT_GE(later.due_at, kAsked + 1min) << "WeChat takes its time";
}

TEST(PayoutScheduleTest, an_answer_that_contradicts_is_not_asked_for_again_at_once) {
  const auto news = PayoutNews{PayoutEvent::query_differs};
  const auto change = change_payout(asked_payout(PayoutState::await_user, 1), news, kAsked, 500);
  EXPECT_EQ(change.verdict, PayoutVerdict::contradict);
  EXPECT_GE(change.after.due_at, kAsked + 1min);
  Payout ended = asked_payout(PayoutState::succeeded, 0);
  ended.due_at.reset();
  EXPECT_FALSE(change_payout(ended, news, kAsked, 500).after.due_at.has_value());
}

TEST(PayoutScheduleTest, questions_come_less_and_less_often) {
  struct Row {
    PayoutState state;
    int asked;
    std::chrono::seconds in_state;
    std::chrono::seconds pause;
  };
  const Row rows[] = {
      {PayoutState::unknown, 0, 0s, 5s},        {PayoutState::submitting, 0, 0s, 5s},
      {PayoutState::unknown, 1, 0s, 15s},       {PayoutState::unknown, 7, 0s, 30min},
      {PayoutState::unknown, 8, 0s, 1h},        {PayoutState::unknown, 900, 0s, 1h},
      {PayoutState::locking, 0, 0s, 10s},       {PayoutState::accepted, 4, 0s, 10min},
      {PayoutState::await_user, 0, 0s, 1min},   {PayoutState::await_user, 4, 23h, 2h},
      {PayoutState::await_user, 9, 24h, 10min}, {PayoutState::transferring, 0, 0s, 2s},
      {PayoutState::cancelling, 99, 0s, 5min},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(pause_before_query(row.state, row.asked, row.in_state), row.pause)
        << to_word(row.state) << " " << row.asked;
  }
}

TEST(PayoutScheduleTest, a_number_is_sent_again_after_a_minute_and_then_after_twice_as_long) {
  EXPECT_EQ(pause_before_resend(1), 1min);
  EXPECT_EQ(pause_before_resend(2), 2min);
  EXPECT_EQ(pause_before_resend(6), 32min);
  EXPECT_EQ(pause_before_resend(7), 1h);
  EXPECT_EQ(pause_before_resend(500), 1h);
  EXPECT_FALSE(is_worn_out(8, 23h));
  EXPECT_TRUE(is_worn_out(9, 0s));
  EXPECT_TRUE(is_worn_out(1, 24h));
}

TEST(PayoutScheduleTest, what_opens_the_page_is_sent_for_at_once_and_then_less_and_less_often) {
  EXPECT_EQ(pause_before_package(1), 0s);
  for (int posts = 2; posts <= kResendsMax; ++posts)
    EXPECT_GT(pause_before_package(posts), pause_before_package(posts - 1)) << posts;
  EXPECT_EQ(pause_before_package(kResendsMax), 2h);
}

TEST(PayoutScheduleTest, jitter_stays_within_a_fifth) {
  EXPECT_EQ(jitter(10s, 0), 8s);
  EXPECT_EQ(jitter(10s, 500), 10s);
  EXPECT_LT(jitter(10s, 999), 12s);
}

TEST(PayoutNumberTest, the_same_mac_gives_the_same_number_and_another_gives_another) {
  std::set<std::string> numbers;
  for (int i = 0; i < 256; ++i) {
    std::array<std::uint8_t, 32> mac{};
    mac[19] = static_cast<std::uint8_t>(i & 0xe0);  // the last bits that count
    mac[0] = static_cast<std::uint8_t>(i);
    const std::string number = payout_number(mac);
    EXPECT_TRUE(is_payout_number(number)) << number;
    EXPECT_EQ(number, payout_number(mac));
    numbers.insert(number);
  }
  EXPECT_EQ(numbers.size(), 256U);
  EXPECT_EQ(payout_number({}), "P" + std::string(31, '0'));
  EXPECT_NE(payout_number_text("01J", 0), payout_number_text("01J", 1));
  EXPECT_FALSE(is_payout_number("P" + std::string(31, 'I')));
  EXPECT_FALSE(is_payout_number("P" + std::string(30, '0')));
}

}  // namespace
}  // namespace fenrun
