#include "domain/apportion.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include "tests/support/seed.hpp"

namespace fenrun {
namespace {

std::vector<std::int64_t> split(std::int64_t whole, const std::vector<std::int64_t>& weights) {
  std::vector<Weight> keyed;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    keyed.push_back({static_cast<std::int64_t>(i) + 1, weights[i]});
  }
  std::vector<std::int64_t> parts;
  for (const Fen part : apportion(Fen{whole}, keyed)) parts.push_back(part.value);
  return parts;
}

TEST(ApportionTest, the_largest_remainders_get_what_division_leaves_over) {
  struct Case {
    std::int64_t whole;
    std::vector<std::int64_t> weights;
    std::vector<std::int64_t> parts;
  };
  const Case cases[] = {
      {0, {}, {}},
      {0, {0, 0}, {0, 0}},
      {10, {1}, {10}},
      {100, {1, 1, 1}, {34, 33, 33}},  // a tie of equal weights: the smaller key
      {101, {1, 1, 1}, {34, 34, 33}},
      {10, {6, 6, 3}, {4, 4, 2}},
      {7, {2, 2, 2, 1}, {2, 2, 2, 1}},
      {1, {1, 2}, {0, 1}},  // one third against two thirds
      {1, {3, 1}, {1, 0}},
      {5, {0, 3, 0, 2}, {0, 3, 0, 2}},  // who weighs nothing gets nothing
      {1, {0, 0, 5}, {0, 0, 1}},
      {3, {2, 4, 6}, {0, 1, 2}},  // 0.5, 1, 1.5: the tie goes to the larger weight
      {1'000'000'000'000, {999'999'999'999, 1}, {999'999'999'999, 1}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(split(c.whole, c.weights), c.parts) << &c - cases;
  }
}

TEST(ApportionTest, parts_add_up_stay_within_their_weights_and_do_not_depend_on_the_order) {
  const std::uint64_t seed = testing::test_seed();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 3'000; ++round) {
    std::vector<Weight> weights(1 + random() % 12);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = {static_cast<std::int64_t>(i) * 7 + 1,
                    static_cast<std::int64_t>(random() % (round % 2 == 0 ? 5 : 100'000'000))};
      sum += weights[i].weight;
    }
    const auto whole = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(sum + 1));
    const auto parts = apportion(Fen{whole}, weights);
    std::map<std::int64_t, Fen> by_key;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ASSERT_GE(parts[i].value, 0);
      ASSERT_LE(parts[i].value, weights[i].weight);
      total += parts[i].value;
      by_key[weights[i].key] = parts[i];
    }
    ASSERT_EQ(total, whole);
    std::shuffle(weights.begin(), weights.end(), random);
    const auto again = apportion(Fen{whole}, weights);
    for (std::size_t i = 0; i < again.size(); ++i) ASSERT_EQ(again[i], by_key[weights[i].key]);
  }
}

}  // namespace
}  // namespace fenrun
