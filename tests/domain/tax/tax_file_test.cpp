#include "domain/tax/tax_file.hpp"

#include <gtest/gtest.h>

#include <random>

namespace fenrun {
namespace {

constexpr Fen in_fen(std::int64_t amount) { return Fen{amount * 100}; }

TaxFileRow row_of(TaxMethod method, Fen past, Fen withheld, int months, Fen gross) {
  TaxFileRow row;
  row.last_gross = gross;
  row.last =
      withhold(method, method == TaxMethod::ordinary ? "2026-11" : "2026", gross, {past, withheld, months});
  return row;
}

TEST(TaxFileTest, a_period_is_a_month_or_a_quarter_of_china) {
  const auto month = parse_tax_period("2026-11");
  ASSERT_TRUE(month);
  EXPECT_FALSE(month->is_quarter);
  const auto quarter = parse_tax_period("2026-Q4");
  ASSERT_TRUE(quarter);
  EXPECT_TRUE(quarter->is_quarter);
  EXPECT_EQ(quarter->span.from, parse_month("2026-10")->from);
  EXPECT_EQ(quarter->span.until, parse_month("2026-12")->until);
  EXPECT_EQ(parse_tax_period("2026-Q1")->span.until, parse_tax_period("2026-Q2")->span.from);
  for (const char* const wrong :
       {"", "2026", "2026-13", "2026-Q0", "2026-Q5", "2026-q4", "2026-Q44", "1999-Q1"})
    EXPECT_FALSE(parse_tax_period(wrong)) << wrong;
}

// The worked examples of the facts, with what stands between income and tax.
TEST(TaxFileTest, how_the_tax_comes_about) {
  const TaxBasis small = tax_basis(row_of(TaxMethod::ordinary, in_fen(3'000), in_fen(440), 1, in_fen(1'000)));
  EXPECT_EQ(small.income, in_fen(4'000));
  EXPECT_EQ(small.expenses, in_fen(800));
  EXPECT_EQ(small.taxable, in_fen(3'200));
  EXPECT_EQ(small.due, in_fen(640));
  EXPECT_EQ(small.withheld, in_fen(640));
  const TaxBasis large = tax_basis(row_of(TaxMethod::ordinary, Fen{0}, Fen{0}, 1, in_fen(30'000)));
  EXPECT_EQ(large.expenses, in_fen(6'000));
  EXPECT_EQ(large.taxable, in_fen(24'000));
  EXPECT_EQ(large.due, in_fen(5'200));
  const TaxBasis year =
      tax_basis(row_of(TaxMethod::cumulative, in_fen(10'000), in_fen(90), 2, in_fen(10'000)));
  EXPECT_EQ(year.income, in_fen(20'000));
  EXPECT_EQ(year.expenses, in_fen(4'000));
  EXPECT_EQ(year.basic, in_fen(10'000));
  EXPECT_EQ(year.taxable, in_fen(6'000));
  EXPECT_EQ(year.due, in_fen(180));
  EXPECT_EQ(year.withheld, in_fen(180));
  const TaxBasis nothing = tax_basis(row_of(TaxMethod::ordinary, Fen{0}, Fen{0}, 1, in_fen(500)));
  EXPECT_EQ(nothing.expenses, in_fen(500));
  EXPECT_EQ(nothing.taxable, Fen{0});
  EXPECT_EQ(tax_basis(row_of(TaxMethod::none, Fen{0}, Fen{0}, 1, in_fen(9'000))).due, Fen{0});
}

TEST(TaxFileTest, what_was_withheld_is_what_is_due_and_the_parts_are_the_income) {
  const std::uint64_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> amount(1, 20'000'000);
  for (int i = 0; i < 20'000; ++i) {
    const auto method = i % 2 == 0 ? TaxMethod::ordinary : TaxMethod::cumulative;
    const int months = i % 2 == 0 ? 1 : 1 + i % 12;
    TaxPast past{Fen{0}, Fen{0}, months};
    for (int payment = 0; payment < 3; ++payment) {
      const Fen gross{amount(random)};
      const TaxFileRow row = row_of(method, past.income, past.withheld, months, gross);
      const TaxBasis basis = tax_basis(row);
      ASSERT_EQ(basis.withheld, basis.due);
      ASSERT_EQ(basis.income, (Fen{past.income.value + gross.value}));
      ASSERT_GE(basis.taxable.value, 0);
      if (basis.taxable.value > 0) {
        ASSERT_EQ(basis.taxable.value + basis.expenses.value + basis.basic.value, basis.income.value);
      }
      past.income.value += gross.value;
      past.withheld.value += row.last.tax.value;
    }
  }
}

}  // namespace
}  // namespace fenrun
