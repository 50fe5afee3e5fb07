// The correct code under every kind of fault: no invariant may break, one seed is one run, and it is quick.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "tests/domain/commission/property.hpp"
#include "tests/simulation/run.hpp"

namespace fenrun::simulation {
namespace {

bool is_full() { return testing::property_scale() >= 100; }

// A run of five days takes seconds where nothing is optimised.
const int kDealers = is_full() ? 10 : 3;
const int kWishes = is_full() ? 5 : 3;

constexpr std::int64_t kWithdrawalsOtherwise = 20;

// In an optimised build.
std::int64_t withdrawals_wanted() {
  const char* const given = std::getenv("FENRUN_SIMULATED_WITHDRAWALS");
  return given == nullptr ? 100'000 : std::stoll(given);
}

std::string failure_text(const Plan& plan, const Failure& failure) {
  const Plan less = shrink(plan, Plant::none, failure.invariant);
  return failure.invariant + ": " + failure.what + "\n" + to_text(plan) +
         "\nkeep this line in regressions.txt:\n" + report(less, Plant::none);
}

TEST(Simulation, plans_that_failed_once_hold) {
  std::ifstream file(FENRUN_REGRESSIONS);
  ASSERT_TRUE(file.is_open());
  std::string line;
  int replayed = 0;
  while (std::getline(file, line)) {
    if (line.empty() || line.front() == '#') continue;
    const auto plan = plan_from(line);
    ASSERT_TRUE(plan.has_value()) << line;
    // Each is days of up to ten dealers: where nothing is optimised, the first alone is run.
    if (!is_full() && replayed > 0) continue;
    ++replayed;
    const Outcome outcome = run(*plan);
    if (outcome.failure) ADD_FAILURE() << failure_text(*plan, *outcome.failure);
  }
  EXPECT_GT(replayed, 0);
}

TEST(Simulation, a_run_without_faults_pays_everything) {
  const Plan plan{7, is_full() ? 6 : 3, is_full() ? 4 : 3, 1, 0};
  const Outcome outcome = run(plan, Plant::none, true);
  ASSERT_FALSE(outcome.failure.has_value()) << report(plan, Plant::none);
  EXPECT_GT(outcome.paid, outcome.withdrawals / 2);
  EXPECT_EQ(outcome.with_people, 0);
}

TEST(Simulation, one_seed_is_one_run) {
  std::set<std::uint64_t> hashes;
  const std::uint64_t seeds = is_full() ? 20 : 1;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Plan plan = draw_plan(seed, kDealers, kWishes);
    const Outcome first = run(plan);
    const Outcome second = run(plan);
    EXPECT_EQ(first.trace_hash, second.trace_hash) << to_text(plan);
    EXPECT_EQ(first.steps, second.steps);
    hashes.insert(first.trace_hash);
  }
  EXPECT_EQ(hashes.size(), seeds);
}

TEST(Simulation, a_plan_is_a_line_of_text) {
  const Plan plan = draw_plan(99, 3, 2);
  const auto read = plan_from(to_text(plan));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(to_text(*read), to_text(plan));
  EXPECT_EQ(read->faults, plan.faults);
}

// So many seeds are run before their withdrawals are counted: which are run does not depend on how fast.
constexpr std::uint64_t kSeedsTogether = 64;

// Each in a thread that has rows, plants and a plan of its own.
std::vector<Outcome> run_together(std::uint64_t first, std::uint64_t count) {
  std::vector<Outcome> outcomes(count);
  std::atomic<std::uint64_t> taken{0};
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::uint64_t place = taken++; place < count; place = taken++)
        outcomes[place] = run(draw_plan(first + place, kDealers, kWishes));
    });
  }
  threads.clear();
  return outcomes;
}

TEST(Simulation, no_invariant_breaks) {
  const std::int64_t wanted = is_full() ? withdrawals_wanted() : kWithdrawalsOtherwise;
  const std::uint64_t together = is_full() ? kSeedsTogether : 1;
  Outcome all;
  std::uint64_t seed = 1;
  for (int failures = 0; all.withdrawals < wanted && failures < 3;) {
    for (const Outcome& outcome : run_together(seed, together)) {
      all.steps += outcome.steps;
      all.withdrawals += outcome.withdrawals;
      all.paid += outcome.paid;
      all.given_back += outcome.given_back;
      all.with_people += outcome.with_people;
      all.without_tap += outcome.without_tap;
      all.tapped_after_all += outcome.tapped_after_all;
      if (outcome.failure && ++failures <= 3)
        ADD_FAILURE() << failure_text(draw_plan(seed, kDealers, kWishes), *outcome.failure);
      ++seed;
    }
  }
  std::cout << seed - 1 << " runs from seed 1, " << all.steps << " steps, " << all.withdrawals
            << " withdrawals: " << all.paid << " paid, " << all.without_tap << " of them without a tap and "
            << all.tapped_after_all << " by a tap after all, " << all.given_back << " given back, "
            << all.with_people << " with people\n";
  EXPECT_GT(all.paid, all.withdrawals / 4);
  if (!is_full()) return;
  EXPECT_GT(all.without_tap, all.withdrawals / 20);
  EXPECT_GT(all.tapped_after_all, 0);
}

}  // namespace
}  // namespace fenrun::simulation
