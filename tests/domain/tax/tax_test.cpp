#include "domain/tax/tax.hpp"

#include <gtest/gtest.h>

#include <random>

namespace fenrun {
namespace {

constexpr Fen yuan(std::int64_t amount) { return Fen{amount * 100}; }

Instant day(int n) { return Instant{} + std::chrono::days(20'000 + n); }

// The worked examples of the facts, §12.1, and both sides of every step.
TEST(OrdinaryTaxTest, the_worked_examples_and_every_step) {
  struct Row {
    Fen income;
    Fen tax;
  };
  const Row rows[] = {
      {Fen{0}, Fen{0}},
      {yuan(800), Fen{0}},
      {Fen{80'001}, Fen{0}},  // 0.2 fen
      {Fen{80'003}, Fen{1}},  // 0.6 fen, half up
      {yuan(1'000), yuan(40)},
      {yuan(4'000), yuan(640)},
      {Fen{400'001}, yuan(640)},
      {yuan(10'000), yuan(1'600)},
      {yuan(25'000), yuan(4'000)},
      {Fen{2'500'001}, yuan(4'000)},
      {yuan(30'000), yuan(5'200)},
      {yuan(62'500), yuan(13'000)},
      {yuan(100'000), yuan(25'000)},
  };
  for (const Row& row : rows) EXPECT_EQ(ordinary_tax(row.income), row.tax) << row.income.value;
}

// §12.2: 20 000 in the second month is 180; then both sides of the bands.
TEST(CumulativeTaxTest, the_worked_example_and_every_band) {
  struct Row {
    Fen income;
    int months;
    Fen tax;
  };
  const Row rows[] = {
      {yuan(20'000), 2, yuan(180)},        {yuan(6'250), 1, Fen{0}},  // 80 % of it is the month's allowance
      {yuan(51'250), 1, yuan(1'080)},                                 // 36 000 taxable
      {yuan(186'250), 1, yuan(11'880)},                               // 144 000
      {yuan(381'250), 1, yuan(43'080)},                               // 300 000
      {yuan(531'250), 1, yuan(73'080)},                               // 420 000
      {yuan(831'250), 1, yuan(145'080)},                              // 660 000
      {yuan(1'206'250), 1, yuan(250'080)},                            // 960 000
      {yuan(1'250'000), 1, yuan(265'830)},                            // 995 000 at 45 %
  };
  for (const Row& row : rows) EXPECT_EQ(cumulative_tax(row.income, row.months), row.tax) << row.income.value;
}

TEST(TaxNowTest, several_payments_of_a_period_pay_what_one_would_have_paid) {
  EXPECT_EQ(tax_now(TaxMethod::ordinary, yuan(500), {yuan(500), Fen{0}, 1}), yuan(40));
  EXPECT_EQ(tax_now(TaxMethod::cumulative, yuan(10'000), {yuan(10'000), yuan(90), 2}), yuan(90));
  EXPECT_EQ(tax_now(TaxMethod::none, yuan(10'000), {}), Fen{0});
  // What was withheld too much is not given back here.
  EXPECT_EQ(tax_now(TaxMethod::cumulative, yuan(1), {yuan(10'000), yuan(500), 2}), Fen{0});
}

TEST(TaxNowTest, however_an_income_is_cut_its_tax_is_that_of_the_whole) {
  const std::uint64_t seed = 20'261'128;
  std::mt19937_64 random(seed);
  for (int round = 0; round < 2'000; ++round) {
    TaxPast past;
    for (int part = 0; part < 8; ++part) {
      const Fen gross{static_cast<std::int64_t>(random() % 3'000'000) + 1};
      const Fen tax = tax_now(TaxMethod::ordinary, gross, past);
      past.income.value += gross.value;
      past.withheld.value += tax.value;
      ASSERT_EQ(past.withheld, ordinary_tax(past.income)) << "seed " << seed << " round " << round;
      ASSERT_LE(tax, gross);
    }
  }
}

TEST(TaxPolicyTest, the_newest_that_has_begun_is_in_force) {
  const TaxPolicy policies[] = {{day(10), TaxMethod::cumulative}, {day(0), TaxMethod::ordinary}};
  EXPECT_EQ(tax_method_at(policies, day(-1)), TaxMethod::none);
  EXPECT_EQ(tax_method_at(policies, day(0)), TaxMethod::ordinary);
  EXPECT_EQ(tax_method_at(policies, day(10) - std::chrono::microseconds(1)), TaxMethod::ordinary);
  EXPECT_EQ(tax_method_at(policies, day(10)), TaxMethod::cumulative);
}

TEST(TaxPolicyTest, months_count_back_to_the_first_gap) {
  const int paid[] = {1, 4, 6, 5};
  EXPECT_EQ(months_without_gap(paid, 7), 4);
  EXPECT_EQ(months_without_gap(paid, 2), 2);
  EXPECT_EQ(months_without_gap(paid, 9), 1);
  EXPECT_EQ(months_without_gap({}, 1), 1);
}

TEST(TaxRecordTest, a_record_gives_the_same_tax_again) {
  const TaxRecord record = withhold(TaxMethod::ordinary, "2026-11", yuan(500), {yuan(500), Fen{0}, 1});
  EXPECT_EQ(record.tax, yuan(40));
  EXPECT_EQ(withhold(record.method, record.period, yuan(500), record.past), record);
  EXPECT_EQ(withhold(TaxMethod::none, "2026-11", yuan(500), {yuan(9'000), Fen{0}, 1}), TaxRecord{});
}

TEST(TaxMethodTest, words_lead_back) {
  for (const auto method : {TaxMethod::none, TaxMethod::ordinary, TaxMethod::cumulative}) {
    EXPECT_EQ(tax_method_from(to_word(method)), method);
  }
  EXPECT_FALSE(tax_method_from("monthly"));
}

}  // namespace
}  // namespace fenrun
