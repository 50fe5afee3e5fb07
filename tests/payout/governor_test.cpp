#include "payout/governor.hpp"

#include <gtest/gtest.h>

namespace fenrun::payout {
namespace {

using namespace std::chrono_literals;

TEST(TokenBucketTest, a_tenth_of_a_second_at_once_and_then_one_after_the_other) {
  TokenBucket bucket(40);
  TokenBucket::Time now{1h};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bucket.take(now), 0ms);
  EXPECT_EQ(bucket.take(now), 25ms);
  EXPECT_EQ(bucket.take(now), 50ms);
  EXPECT_EQ(bucket.take(now + 100ms), 0ms);  // four came, two were owed
  EXPECT_EQ(bucket.take(now + 100ms), 0ms);
  EXPECT_EQ(bucket.take(now + 100ms), 25ms);
}

TEST(TokenBucketTest, no_second_has_more_than_a_tenth_above_the_rate) {
  TokenBucket bucket(80);
  const TokenBucket::Time begin{1h};
  TokenBucket::Time now = begin;
  int taken = 0;
  for (; now < begin + 1s; ++taken) now += bucket.take(now);  // one that asks as soon as it may
  EXPECT_GE(taken, 80);
  EXPECT_LE(taken, 88);
}

TEST(TokenBucketTest, a_slow_bucket_gives_one_at_a_time) {
  TokenBucket bucket(4);
  const TokenBucket::Time now{1h};
  EXPECT_EQ(bucket.take(now), 0ms);
  EXPECT_EQ(bucket.take(now), 250ms);
}

TEST(TokenBucketTest, what_was_too_much_is_halved_and_grows_back_slowly) {
  TokenBucket bucket(80);
  TokenBucket::Time now{1h};
  static_cast<void>(bucket.take(now));
  bucket.halve(now);
  EXPECT_EQ(bucket.rate(), 40);
  for (int i = 0; i < 9; ++i) bucket.halve(now += 1s);
  EXPECT_EQ(bucket.rate(), 1);
  static_cast<void>(bucket.take(now + 59s));
  EXPECT_EQ(bucket.rate(), 1);
  static_cast<void>(bucket.take(now + 3min));
  EXPECT_EQ(bucket.rate(), 13);
  static_cast<void>(bucket.take(now + 5h));
  EXPECT_EQ(bucket.rate(), 80);
}

// Every lane may have a call on its way when WeChat first says so: four refusals of one burst once made of
// eighty a second five, and of a minute's work a quarter of an hour's.
TEST(TokenBucketTest, refusals_of_one_burst_count_once) {
  TokenBucket bucket(80);
  const TokenBucket::Time now{1h};
  for (const auto after : {0ms, 5ms, 30ms, 999ms}) bucket.halve(now + after);
  EXPECT_EQ(bucket.rate(), 40);
  bucket.halve(now + 1s);
  EXPECT_EQ(bucket.rate(), 20);
}

void refuse_post(Governor& governor, std::int64_t payout) {
  governor.note(PayoutStep::post, PayoutId{payout}, PayoutEvent::misconfigured);
}

TEST(GovernorTest, three_transfers_in_a_row_refused_for_what_a_person_must_mend_stop_the_posts) {
  Governor governor(PayoutOptions{});
  refuse_post(governor, 1);
  refuse_post(governor, 2);
  governor.note(PayoutStep::post, PayoutId{3}, PayoutEvent::create_wait);
  refuse_post(governor, 1);
  refuse_post(governor, 2);
  EXPECT_TRUE(governor.may_post());
  refuse_post(governor, 3);
  EXPECT_FALSE(governor.may_post());
  governor.note(PayoutStep::post, PayoutId{4}, PayoutEvent::create_wait);  // of a call that was under way
  EXPECT_FALSE(governor.may_post());
  governor.forgive();
  EXPECT_TRUE(governor.may_post());
}

TEST(GovernorTest, one_transfer_that_is_refused_again_and_again_stops_nothing) {
  Governor governor(PayoutOptions{});
  for (int i = 0; i < 9; ++i) refuse_post(governor, 1);
  EXPECT_TRUE(governor.may_post());
  for (int i = 0; i < 9; ++i) refuse_post(governor, 1 + i % 2);  // nor do two
  EXPECT_TRUE(governor.may_post());
  refuse_post(governor, 3);
  EXPECT_FALSE(governor.may_post());
}

TEST(GovernorTest, only_posts_count) {
  Governor governor(PayoutOptions{});
  for (std::int64_t i = 0; i < 9; ++i) {
    governor.note(PayoutStep::query, PayoutId{i}, PayoutEvent::misconfigured);
    governor.note(PayoutStep::cancel, PayoutId{i}, PayoutEvent::misconfigured);
  }
  EXPECT_TRUE(governor.may_post());
  refuse_post(governor, 1);
  refuse_post(governor, 2);
  governor.note(PayoutStep::query, PayoutId{3}, PayoutEvent::query_wait);  // says nothing of posts
  refuse_post(governor, 4);
  EXPECT_FALSE(governor.may_post());
}

}  // namespace
}  // namespace fenrun::payout
