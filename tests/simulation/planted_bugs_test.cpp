// The tester is tested: each planted bug is found, and the seed that finds it lets the correct code pass.
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "tests/domain/commission/property.hpp"
#include "tests/simulation/run.hpp"

namespace fenrun::simulation {
namespace {

constexpr int kSeedsMax = 400;

bool is_full() { return fenrun::testing::property_scale() >= 100; }

// A run of five days takes seconds where nothing is optimised: there only bugs are tried that show at once.
std::vector<PlantRow> tried_bugs() {
  std::vector<PlantRow> tried;
  for (const PlantRow& row : planted_bugs()) {
    const bool shows_at_once =
        row.plant == Plant::new_body_on_retry || row.plant == Plant::call_before_commit;
    if (is_full() || shows_at_once) tried.push_back(row);
  }
  return tried;
}

const int kDealers = is_full() ? 6 : 3;
const int kWishes = is_full() ? 4 : 3;

class PlantedBug : public ::testing::TestWithParam<PlantRow> {};

TEST_P(PlantedBug, is_found) {
  const PlantRow& row = GetParam();
  for (int seed = 1; seed <= kSeedsMax; ++seed) {
    const Plan plan = draw_plan(static_cast<std::uint64_t>(seed), kDealers, kWishes);
    const Outcome outcome = run(plan, row.plant);
    if (!outcome.failure) continue;
    std::cout << row.word << " | " << seed << " | " << outcome.failure->invariant << " | "
              << outcome.failure->what << "\n";
    const Outcome correct = run(plan);
    EXPECT_FALSE(correct.failure.has_value()) << to_text(plan) << ": " << correct.failure->what;
    return;
  }
  ADD_FAILURE() << row.word << " (" << row.what << ") was not found in " << kSeedsMax << " seeds";
}

INSTANTIATE_TEST_SUITE_P(Every, PlantedBug, ::testing::ValuesIn(tried_bugs()),
                         [](const auto& of) { return std::string(of.param.word); });

// The smallest plan that still shows it is a fraction of the one that did first.
TEST(Shrinking, keeps_the_failure_and_drops_the_rest) {
  for (int seed = 1; seed <= kSeedsMax; ++seed) {
    const Plan plan = draw_plan(static_cast<std::uint64_t>(seed), kDealers, kWishes);
    const auto failure = run(plan, Plant::call_before_commit).failure;
    if (!failure) continue;
    const Plan less = shrink(plan, Plant::call_before_commit, failure->invariant);
    const auto again = run(less, Plant::call_before_commit).failure;
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->invariant, failure->invariant);
    EXPECT_LT(less.withdrawals(), plan.withdrawals());
    EXPECT_LT(__builtin_popcount(less.faults), __builtin_popcount(plan.faults));
    return;
  }
  FAIL() << "nothing to shrink";
}

}  // namespace
}  // namespace fenrun::simulation
