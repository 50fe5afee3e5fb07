#include "tests/support/realistic_load.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace fenrun::testing {
namespace {

constexpr LoadShape kShape{2'000, 20'000, 200, 50, 30};
constexpr std::uint64_t kLoadSeed = 20261128;

std::vector<LoadOrder> orders_of_load(int count) {
  RealisticLoad load(kShape, kLoadSeed);
  std::vector<LoadOrder> orders;
  for (int i = 0; i < count; ++i) orders.push_back(load.next_order());
  return orders;
}

int level_in(const std::vector<std::uint32_t>& parents, std::uint32_t dealer) {
  int level = 1;
  for (auto above = parents[dealer]; above != 0; above = parents[above]) ++level;
  return level;
}

TEST(RealisticLoadTest, the_same_seed_is_the_same_load) {
  const auto first = orders_of_load(1'000);
  const auto second = orders_of_load(1'000);
  for (std::size_t i = 0; i < first.size(); ++i) {
    ASSERT_EQ(first[i].customer, second[i].customer) << i;
    ASSERT_EQ(first[i].lines.size(), second[i].lines.size()) << i;
    ASSERT_EQ(first[i].fate, second[i].fate) << i;
  }
}

TEST(RealisticLoadTest, dealers_stand_on_three_levels_and_a_few_have_many) {
  const auto parents = sample_parents(10'000, kLoadSeed);
  std::map<int, int> of_level;
  std::vector<int> children(parents.size());
  for (std::uint32_t dealer = 1; dealer < parents.size(); ++dealer) {
    ++of_level[level_in(parents, dealer)];
    ++children[parents[dealer]];
  }
  ASSERT_EQ(of_level.size(), 3U);
  EXPECT_NEAR(of_level[1], 1'000, 150);
  EXPECT_NEAR(of_level[2], 3'333, 300);
  children[0] = 0;
  std::sort(children.rbegin(), children.rend());
  // Without a preference the largest of some 4,300 families would hardly pass ten times the mean of two.
  EXPECT_GT(children[0], 40);
}

TEST(RealisticLoadTest, the_first_product_sells_as_zipf_says_and_fates_come_at_their_rates) {
  std::map<std::uint32_t, int> sold;
  std::map<Fate, int> fates;
  int lines = 0;
  for (const auto& order : orders_of_load(20'000)) {
    ASSERT_FALSE(order.lines.empty());
    ASSERT_LE(order.lines.size(), 4U);
    ++fates[order.fate];
    for (const auto& line : order.lines) {
      ++sold[line.product];
      ++lines;
    }
  }
  // 1 / H(200) of the draws is 17 %; a basket names a product once, which takes a little from the first.
  EXPECT_NEAR(sold[1] * 1'000 / lines, 165, 15);
  EXPECT_NEAR(static_cast<double>(sold[1]) / sold[10], 10, 2);
  EXPECT_NEAR(fates[Fate::returned], 1'000, 150);
  EXPECT_NEAR(fates[Fate::refunded_in_part], 600, 120);
}

}  // namespace
}  // namespace fenrun::testing
