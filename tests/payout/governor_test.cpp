#include "payout/governor.hpp"

#include <gtest/gtest.h>

namespace fenrun::payout {
namespace {

using namespace std::chrono_literals;

TEST(TokenBucketTest, a_seconds_worth_at_once_and_then_one_after_the_other) {
  TokenBucket bucket(4);
  TokenBucket::Time now{1h};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bucket.take(now), 0ms);
  EXPECT_EQ(bucket.take(now), 250ms);
  EXPECT_EQ(bucket.take(now), 500ms);
  EXPECT_EQ(bucket.take(now + 1s), 0ms);  // four came, two were owed
  EXPECT_EQ(bucket.take(now + 1s), 0ms);
  EXPECT_EQ(bucket.take(now + 1s), 250ms);
}

TEST(TokenBucketTest, what_was_too_much_is_halved_and_grows_back_slowly) {
  TokenBucket bucket(80);
  TokenBucket::Time now{1h};
  static_cast<void>(bucket.take(now));
  bucket.halve(now);
  EXPECT_EQ(bucket.rate(), 40);
  for (int i = 0; i < 9; ++i) bucket.halve(now);
  EXPECT_EQ(bucket.rate(), 1);
  static_cast<void>(bucket.take(now + 59s));
  EXPECT_EQ(bucket.rate(), 1);
  static_cast<void>(bucket.take(now + 3min));
  EXPECT_EQ(bucket.rate(), 4);
  static_cast<void>(bucket.take(now + 5h));
  EXPECT_EQ(bucket.rate(), 80);
}

TEST(GovernorTest, three_refusals_in_a_row_that_a_person_must_mend_stop_the_posts) {
  Governor governor(PayoutOptions{});
  governor.note(PayoutEvent::misconfigured);
  governor.note(PayoutEvent::misconfigured);
  governor.note(PayoutEvent::create_wait);
  governor.note(PayoutEvent::misconfigured);
  governor.note(PayoutEvent::misconfigured);
  EXPECT_TRUE(governor.may_post());
  governor.note(PayoutEvent::misconfigured);
  EXPECT_FALSE(governor.may_post());
  governor.note(PayoutEvent::create_wait);  // of a call that was under way
  EXPECT_FALSE(governor.may_post());
}

}  // namespace
}  // namespace fenrun::payout
