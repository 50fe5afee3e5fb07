// Figures over HTTPS: who may see them, what they are called, and as a file that somebody else's program
// reads.
#include "db/statistics/referral_scan.hpp"
#include "db/statistics/retention.hpp"
#include "db/statistics/statistic_day.hpp"
#include "tests/server/support/money_story.hpp"
#include "tests/server/support/read_workbook.hpp"
#include "tests/support/forget_statistics.hpp"

namespace fenrun::server::testing {
namespace {

constexpr BillDay kFirst{std::chrono::year{2026} / 11 / 21};
constexpr const char* kSpan = "?from=2026-11-20&to=2026-11-22";

class ApiStatistics : public MoneyStory {
 protected:
  void SetUp() override {
    MoneyStory::SetUp();
    server->database().run([](db::Tx& tx) -> Result<int> {
      fenrun::testing::forget_statistics(tx);
      return 0;
    });
  }

  static void keep(const StatisticCells& cells) {
    server->database().run([&](db::Tx& tx) -> Result<int> {
      db::add_to_statistic_days(tx, cells);
      const Instant at = kFirst + std::chrono::hours(4);
      db::save_statistic_place(tx, {0, at, at, at});
      return 0;
    });
  }
  // Five came by codes on the first day; of seven who were bound in October two ordered in November.
  static void keep_customers() {
    keep({});
    server->database().run([](db::Tx& tx) -> Result<int> {
      db::save_funnel_day(tx, kFirst, {5, 1, 3, 2});
      db::add_to_cohorts(tx, 4, {{202'610, {7, {{202'611, 2}}}}});
      db::save_cohort_place(tx, {4, kFirst + std::chrono::hours(4), std::nullopt, {}});
      return 0;
    });
  }
  static Happening happening(const DealerPerson& person, std::int64_t province, Sums sums) {
    return {Figure::sales, kFirst, person.id.value, 1, province, sums};
  }
};

TEST_F(ApiStatistics, steps_sums_and_groups_with_their_names) {
  const DealerPerson one = dealer("王一=1+1");
  const DealerPerson two = dealer("李二");
  EXPECT_EQ(get(std::string("/admin/v1/statistics/sales") + kSpan, finance).code(), "statistics.not_drawn");
  StatisticCells cells;
  cells.add(happening(one, 44, {3, Fen{30'000}, 1, Fen{500}}));
  cells.add(happening(two, 0, {1, Fen{9'000}, 0, {}}));
  keep(cells);
  const auto total = get(std::string("/admin/v1/statistics/sales") + kSpan, finance);
  ASSERT_EQ(total.status, 200) << total.text;
  EXPECT_EQ(total.body["steps"], json({"2026-11-20", "2026-11-21", "2026-11-22"}));
  EXPECT_EQ(total.body["sums"], json({{"items", 4},
                                      {"gross_fen", 39'000},
                                      {"reductions", 1},
                                      {"reduced_fen", 500},
                                      {"net_fen", 38'500}}));
  EXPECT_EQ(total.body["points"][1], total.body["sums"]);
  EXPECT_EQ(total.body["points"][0]["items"], 0);
  EXPECT_EQ(total.body["as_of"], "2026-11-21T12:00:00+08:00");
  EXPECT_TRUE(total.body["groups"].empty());
  EXPECT_TRUE(total.body["others"].is_null());
  const auto dealers = get(std::string("/admin/v1/statistics/sales") + kSpan + "&by=dealer&top=1", finance);
  ASSERT_EQ(dealers.status, 200) << dealers.text;
  EXPECT_EQ(dealers.body["groups"][0]["id"], one.public_id);
  EXPECT_EQ(dealers.body["groups"][0]["name"], "王一=1+1");
  EXPECT_EQ(dealers.body["others"]["sums"]["net_fen"], 9'000);
  const auto regions = get(std::string("/admin/v1/statistics/sales") + kSpan + "&by=region", finance);
  EXPECT_EQ(regions.body["groups"][0]["id"], "44");
  EXPECT_EQ(regions.body["groups"][0]["name"], "广东");
  EXPECT_TRUE(regions.body["groups"][1]["id"].is_null());
  EXPECT_EQ(regions.body["groups"][1]["name"], "未知");
  EXPECT_EQ(regions.body["groups"][1]["points"][1]["net_fen"], 9'000);
}

TEST_F(ApiStatistics, who_may_see_them) {
  keep({});
  for (const char* figure : {"sales", "commissions", "payouts"}) {
    for (const char* file : {"", "/xlsx"}) {
      const std::string path = std::string("/admin/v1/statistics/") + figure + file + kSpan;
      EXPECT_EQ(get(path, operator_).status, 200) << path;
      EXPECT_EQ(get(path, finance).status, 200) << path;
      EXPECT_EQ(get(path, auditor).status, 200) << path;
      EXPECT_EQ(get(path, admin).code(), "caller.no_permission") << path;
    }
  }
}

TEST_F(ApiStatistics, the_way_to_an_order_is_shown_by_day_and_as_a_file) {
  EXPECT_EQ(get(std::string("/admin/v1/statistics/funnel") + kSpan, finance).code(), "statistics.not_drawn");
  keep_customers();
  const auto shown = get(std::string("/admin/v1/statistics/funnel") + kSpan, operator_);
  ASSERT_EQ(shown.status, 200) << shown.text;
  EXPECT_EQ(shown.body["days"], json({"2026-11-20", "2026-11-21", "2026-11-22"}));
  EXPECT_EQ(shown.body["sums"],
            json({{"scans", 5}, {"known", 1}, {"fresh", 4}, {"bound", 3}, {"ordered", 2}}));
  EXPECT_EQ(shown.body["points"][1], shown.body["sums"]);
  EXPECT_EQ(shown.body["points"][2]["scans"], 0);
  const auto file = get(std::string("/admin/v1/statistics/funnel/xlsx") + kSpan, auditor);
  ASSERT_EQ(file.status, 200) << file.text;
  EXPECT_EQ(workbook_in(file.text)["扫码到下单"][2], json({"2026-11-21", "5", "1", "4", "3", "2"}));
  EXPECT_EQ(get(std::string("/admin/v1/statistics/funnel") + kSpan, admin).code(), "caller.no_permission");
}

TEST_F(ApiStatistics, who_orders_again_is_shown_by_month_and_as_a_file) {
  const std::string path = "/admin/v1/statistics/retention";
  const std::string span = "?from=2026-10&to=2026-11";
  keep_customers();
  const auto shown = get(path + span, operator_);
  ASSERT_EQ(shown.status, 200) << shown.text;
  ASSERT_EQ(shown.body["cohorts"].size(), 1U);
  const json& october = shown.body["cohorts"][0];
  EXPECT_EQ(october["month"], "2026-10");
  EXPECT_EQ(october["customers"], 7);
  EXPECT_EQ(october["months"], json({{{"number", 0}, {"customers", 0}, {"share_ppm", 0}},
                                     {{"number", 1}, {"customers", 2}, {"share_ppm", 285'714}}}));
  const auto file = get(path + "/xlsx" + span, auditor);
  ASSERT_EQ(file.status, 200) << file.text;
  EXPECT_EQ(workbook_in(file.text)["复购"][2], json({"2026-10", "7", "1", "2"}));
  EXPECT_EQ(get(path + span, admin).code(), "caller.no_permission");
  EXPECT_EQ(get(path + "?from=2026-11&to=2026-10", finance).code(), "statistics.span_invalid");
  EXPECT_EQ(get(path + "?from=2026-13&to=2026-13", finance).status, 400);
}

TEST_F(ApiStatistics, what_is_refused) {
  keep({});
  const std::string path = "/admin/v1/statistics/";
  EXPECT_EQ(get(path + "sales", finance).status, 400);
  EXPECT_EQ(get(path + "sales?from=2026-11-31&to=2026-12-01", finance).code(), "reconciliation.day_invalid");
  EXPECT_EQ(get(path + "sales?from=2026-11-22&to=2026-11-21", finance).code(), "statistics.span_invalid");
  EXPECT_EQ(get(path + "sales?from=2025-01-01&to=2026-11-21", finance).code(), "statistics.span_invalid");
  EXPECT_EQ(get(path + "sales?from=2025-01-01&to=2026-11-21&step=month", finance).status, 200);
  EXPECT_EQ(get(path + "payouts" + kSpan + "&by=region", finance).code(), "statistics.not_grouped");
  EXPECT_EQ(get(path + "sales" + kSpan + "&top=51", finance).status, 400);
}

TEST_F(ApiStatistics, the_file_says_the_same_and_a_name_is_no_formula) {
  const DealerPerson one = dealer("王一=1+1");
  StatisticCells cells;
  cells.add(happening(one, 44, {3, Fen{30'000}, 1, Fen{500}}));
  keep(cells);
  const auto file = get(std::string("/admin/v1/statistics/sales/xlsx") + kSpan + "&by=dealer", finance);
  ASSERT_EQ(file.status, 200) << file.text;
  const json book = workbook_in(file.text);
  EXPECT_EQ(book["按时间"][2], json({"2026-11-21", "3", "300", "1", "5", "295"})) << book.dump();
  EXPECT_EQ(book["按时间"][4], json({"合计", "3", "300", "1", "5", "295"}));
  EXPECT_EQ(book["按分组"][1], json({"王一=1+1", "3", "300", "1", "5", "295"}));
  EXPECT_EQ(book["按时间与分组"][2], json({"2026-11-21", "295"}));
}

}  // namespace
}  // namespace fenrun::server::testing
