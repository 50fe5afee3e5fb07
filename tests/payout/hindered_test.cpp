#include "payout/hindered.hpp"

#include <gtest/gtest.h>

namespace fenrun::payout {
namespace {

TEST(HinderedTest, a_reason_is_told_once_and_again_when_it_has_changed_or_come_back) {
  Hindered hindered;
  const WithdrawalId one{1};
  const WithdrawalId other{2};
  EXPECT_TRUE(hindered.is_news(one, "fuse_blown"));
  EXPECT_TRUE(hindered.is_news(other, "fuse_blown"));
  hindered.end_round();
  EXPECT_FALSE(hindered.is_news(one, "fuse_blown"));
  hindered.end_round();  // the other goes on
  EXPECT_TRUE(hindered.is_news(one, "older_open"));
  EXPECT_TRUE(hindered.is_news(other, "fuse_blown"));
  hindered.end_round();
  EXPECT_FALSE(hindered.is_news(one, "older_open"));
}

}  // namespace
}  // namespace fenrun::payout
