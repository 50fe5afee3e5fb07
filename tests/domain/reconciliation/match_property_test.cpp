// Days of random rows with the bills that agree with them, in which a known number of differences of each
// class is planted: exactly those are found, whatever the order of the lines. The seed is printed;
// FENRUN_PROPERTY_SEED chooses it and FENRUN_BILL_LINES the size of the large day.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>
#include <set>
#include <utility>

#include "tests/domain/reconciliation/bill_world.hpp"

namespace fenrun::testing {
namespace {

using Planted = std::set<std::pair<std::string, std::string>>;  // class and key

std::uint64_t bill_seed() {
  const char* const given = std::getenv("FENRUN_PROPERTY_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "FENRUN_PROPERTY_SEED=" << seed << "\n";
  return seed;
}

class PlantedDay {
 public:
  PlantedDay(std::uint64_t seed, std::size_t rows) : engine_(seed), rows_(rows) {
    if (below(2) == 1) world.account = BillKind::basic;
    for (std::size_t i = 0; i < rows; ++i) add_row(i);
  }

  void plant(std::size_t each) {
    for (std::size_t i = 0; i < each; ++i) {
      plant_missing();
      plant_late();
      plant_amount();
      plant_state();
      plant_duplicate();
      plant_stranger();
      if (world.account == BillKind::operation) plant_ledger();
    }
    std::ranges::shuffle(world.lines, engine_);
    std::ranges::shuffle(world.ours, engine_);
  }

  BillDayWorld world;
  Planted planted;

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

  void add_row(std::size_t number) {
    const auto fen = static_cast<std::int64_t>(1 + below(20'000));
    const bool is_transfer = world.account == BillKind::operation;
    OurEntry entry =
        is_transfer ? paid_transfer(number, fen) : order_money(number, below(4) == 0 ? -fen : fen);
    entry.is_of_day = below(50) != 0;
    world.lines.push_back(line_of(number, entry));
    world.ours.push_back(std::move(entry));
  }
  // Each row is spoilt in one way only: the order of planting is that of the rows.
  std::size_t next_row() {
    EXPECT_LT(next_, rows_);
    return next_++;
  }
  void expect(DifferenceClass kind, const std::string& key) { planted.emplace(to_word(kind), key); }
  void take_line(std::size_t row) { world.lines[row] = filler(); }
  // In the place of a line that was taken: one that says nothing.
  BillLine filler() {
    OurEntry entry =
        world.account == BillKind::operation ? paid_transfer(fresh(), 1) : order_money(fresh(), 1);
    world.ours.push_back(entry);
    return line_of(fresh(), entry);
  }
  std::size_t fresh() { return 10'000'000 + fresh_++; }

  void plant_missing() {
    const std::size_t row = next_row();
    world.ours[row].is_of_day = true;
    expect(DifferenceClass::missing_in_bill, world.ours[row].number);
    take_line(row);
  }
  void plant_late() {
    const std::size_t row = next_row();
    (below(2) == 0 ? world.before : world.after).push_back(world.lines[row]);
    take_line(row);
  }
  void plant_amount() {
    const std::size_t row = next_row();
    world.lines[row].amount.value += 1 + static_cast<std::int64_t>(below(100));
    expect(DifferenceClass::amount_differs, world.ours[row].number);
  }
  void plant_state() {
    const std::size_t row = next_row();
    world.ours[row].expected = Expected::not_moved;
    world.ours[row].settled.reset();
    expect(DifferenceClass::state_differs, world.ours[row].number);
  }
  void plant_duplicate() {
    const BillLine line = world.lines[next_row()];
    for (std::size_t i = 0; i <= below(3); ++i) world.lines.push_back(line);
    expect(DifferenceClass::duplicate_line, line.fund_number);
  }
  void plant_stranger() {
    constexpr LineKind kKinds[] = {LineKind::transfer, LineKind::payment, LineKind::unknown,
                                   LineKind::top_up};
    const LineKind kind = kKinds[below(std::size(kKinds))];
    const std::size_t number = fresh();
    world.lines.push_back(line_of(number, "S" + std::to_string(number), "", kind, 77));
    const auto key = "F" + std::to_string(number);
    const bool is_transfers = world.account == BillKind::operation;
    if (kind == LineKind::top_up) {
      if (is_transfers) expect(DifferenceClass::to_explain, key);
    } else if (kind == (is_transfers ? LineKind::transfer : LineKind::payment)) {
      expect(DifferenceClass::not_ours, key);
    } else {
      expect(DifferenceClass::unknown_line, key);
    }
  }
  void plant_ledger() {
    const std::size_t row = next_row();
    ++world.ours[row].settled->value;
    expect(DifferenceClass::ledger_differs, world.ours[row].number);
  }

  std::mt19937_64 engine_;
  std::size_t rows_;
  std::size_t next_ = 0;
  std::size_t fresh_ = 0;
};

Planted found_in(const MatchedBill& matched) {
  Planted found;
  for (const Difference& one : matched.differences) found.emplace(to_word(one.kind), one.key);
  EXPECT_EQ(found.size(), matched.differences.size());
  return found;
}

TEST(MatchProperty, planted_differences_are_found_and_nothing_else) {
  const std::uint64_t seed = bill_seed();
  for (std::uint64_t round = 0; round < 300; ++round) {
    PlantedDay day(seed + round, 200);
    day.plant(round % 9);
    const MatchedBill matched = day.world.match();
    ASSERT_EQ(found_in(matched), day.planted) << "seed " << seed + round;
    EXPECT_EQ(matched.figures.lines, std::ssize(day.world.lines));
    // Matching is of sets: another order of rows and lines gives the same answer.
    std::ranges::reverse(day.world.lines);
    std::ranges::reverse(day.world.ours);
    const MatchedBill again = day.world.match();
    EXPECT_EQ(again.figures, matched.figures);
    EXPECT_EQ(again.differences, matched.differences);
  }
}

TEST(MatchProperty, a_large_day_takes_seconds) {
  const char* const given = std::getenv("FENRUN_BILL_LINES");
  const std::size_t lines = given != nullptr ? std::strtoull(given, nullptr, 10) : 100'000;
  PlantedDay day(bill_seed(), lines);
  day.plant(100);
  const auto begun = std::chrono::steady_clock::now();
  const MatchedBill matched = day.world.match();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << lines << " lines matched in " << took.count() << " s\n";
  EXPECT_EQ(found_in(matched), day.planted);
}

}  // namespace
}  // namespace fenrun::testing
