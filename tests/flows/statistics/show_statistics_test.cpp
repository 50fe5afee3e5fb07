// What a chart is drawn from: steps, the most first, the others together, and how fresh it is.
#include "tests/flows/statistics/statistics_world.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::hours;

class ShowStatistics : public StatisticsWorld {
 protected:
  static flows::StatisticQuery asked(DaySpan span, Step step = Step::day, Dimension by = Dimension::total,
                                     int top = 0) {
    return {Figure::sales, span, step, by, top};
  }
  static std::string nets(const std::vector<Sums>& points) {
    std::string text;
    for (const Sums& sums : points) text += std::to_string(sums.net().value) + " ";
    return text;
  }
};

TEST_F(ShowStatistics, nothing_is_shown_before_it_was_drawn) {
  EXPECT_EQ(shown_code(asked({kDay1, kDay1})), "statistics.not_drawn");
  draw({kDay1, kDay1}, kNow);
  EXPECT_EQ(shown_code(asked({kDay1, kDay1})), "shown");
}

TEST_F(ShowStatistics, spans_are_bounded) {
  draw({kDay1, kDay1}, kNow);
  EXPECT_EQ(shown_code(asked({kDay1, kDay1 - days(1)})), "statistics.span_invalid");
  EXPECT_EQ(shown_code(asked({kDay1 - days(365), kDay1})), "shown");
  EXPECT_EQ(shown_code(asked({kDay1 - days(366), kDay1})), "statistics.span_invalid");
  EXPECT_EQ(shown_code(asked({kDay1 - days(1095), kDay1}, Step::week)), "shown");
  EXPECT_EQ(shown_code(asked({kDay1 - days(1096), kDay1}, Step::month)), "statistics.span_invalid");
}

TEST_F(ShowStatistics, payouts_are_grouped_by_dealer_only) {
  fold(kNow);
  auto query = asked({kDay1, kDay1}, Step::day, Dimension::region, 3);
  query.figure = Figure::payouts;
  EXPECT_EQ(shown_code(query), "statistics.not_grouped");
  query.by = Dimension::dealer;
  EXPECT_EQ(shown_code(query), "shown");
}

// 2026-11-21 is a Saturday.
TEST_F(ShowStatistics, weeks_begin_on_monday_and_months_on_the_first) {
  buy(china(kDay1, hours(1)));
  buy(china(kDay1 + days(2), hours(1)));
  buy(china(kDay1 + days(10), hours(1)));
  const DaySpan span{kDay1 - days(1), kDay1 + days(10)};
  draw(span, kNow + hours(5));
  const auto by_week = show(asked(span, Step::week));
  EXPECT_EQ(by_week.steps, (std::vector<BillDay>{kDay1 - days(5), kDay1 + days(2), kDay1 + days(9)}));
  EXPECT_EQ(nets(by_week.points), "13201 13201 13201 ");
  EXPECT_EQ(by_week.sums.net(), Fen{3 * 13'201});
  EXPECT_EQ(by_week.as_of, kNow + hours(5));
  const auto by_month = show(asked(span, Step::month));
  EXPECT_EQ(by_month.steps,
            (std::vector<BillDay>{std::chrono::year{2026} / 11 / 1, std::chrono::year{2026} / 12 / 1}));
  EXPECT_EQ(nets(by_month.points), "26402 13201 ");
}

TEST_F(ShowStatistics, steps_without_sales_are_there_and_nothing) {
  buy(kNow);
  const DaySpan span{kDay1 - days(1), kDay1 + days(1)};
  draw(span, kNow);
  EXPECT_EQ(nets(show(asked(span)).points), "0 13201 0 ");
}

TEST_F(ShowStatistics, the_most_come_first_and_the_rest_are_others) {
  for (const char* address : {"北京市", "上海市", "上海市", "广东省", "广东省", "广东省", ""})
    buy(china(kDay1, hours(3)), address);
  const DaySpan span{kDay1, kDay1 + days(1)};
  draw(span, kNow);
  const auto shown = show(asked(span, Step::day, Dimension::region, 2));
  ASSERT_EQ(shown.groups.size(), 2U);
  EXPECT_EQ(shown.groups[0].subject, 44);
  EXPECT_EQ(shown.groups[1].subject, 31);
  EXPECT_EQ(nets(shown.groups[0].points), "39603 0 ");
  ASSERT_TRUE(shown.others);
  EXPECT_EQ(shown.others->sums, (Sums{2, Fen{2 * 13'201}, 0, {}}));
  EXPECT_EQ(nets(shown.others->points), "26402 0 ");
  const auto all = show(asked(span, Step::day, Dimension::region, 4));
  EXPECT_EQ(all.groups.size(), 4U);
  EXPECT_FALSE(all.others);
}

TEST_F(ShowStatistics, the_ledger_says_as_of_the_last_seal_while_movements_wait_for_the_next) {
  buy(kNow);
  seal(kNow);
  buy(kNow + hours(1));
  fold(kNow + hours(2));
  auto query = asked({kDay1, kDay1});
  query.figure = Figure::commissions;
  EXPECT_EQ(show(query).as_of, kNow);
  seal(kNow + hours(3));
  fold(kNow + hours(4));
  EXPECT_EQ(show(query).as_of, kNow + hours(4));
}

}  // namespace
}  // namespace fenrun::testing
