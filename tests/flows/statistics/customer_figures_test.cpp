// People who scan, are bound and order; and those who order again, month by month, against rows made by hand.
#include "flows/statistics/draw_cohorts.hpp"
#include "flows/statistics/draw_funnel.hpp"
#include "flows/statistics/sweep_scans.hpp"
#include "tests/flows/statistics/statistics_world.hpp"

namespace fenrun::testing {
namespace {

using std::chrono::hours;

class CustomerFigures : public StatisticsWorld {
 protected:
  // A login by the code of `dealer`.
  static ConsumerId scan(const std::string& name, DealerId dealer, Instant at,
                         BindingRule rule = kFirstTouch) {
    return log_in(login_of(name, touch_of(dealer), rule), at).consumer_id;
  }
  OrderWithLines buy_as(ConsumerId buyer, Instant at) {
    buyer_ = buyer;
    return buy(at);
  }
  static std::string funnel(BillDay day) {
    const auto found = run([&](db::Tx& tx) -> Result<db::FunnelDay> { return db::count_funnel(tx, day); });
    return std::to_string(found.scans) + " " + std::to_string(found.known) + " " +
           std::to_string(found.bound) + " " + std::to_string(found.ordered);
  }
  static std::int64_t generation() { return count("SELECT generation FROM statistic_cohort_place"); }
  // Returns how many bites it took; one as well when nothing was due.
  static int draw_cohorts(Instant now, std::int64_t consumers_max = 1000) {
    for (int bites = 1;; ++bites) {
      if (!run([&](db::Tx& tx) -> Result<bool> { return flows::draw_cohorts(tx, now, consumers_max); }))
        return bites;
    }
  }
  // "202611: 3, 202611 1, 202612 2; "
  static std::string cohorts(int from = 202'601, int to = 202'812) {
    const auto shown = run([&](db::Tx& tx) { return flows::show_cohorts(tx, from, to); });
    std::string text;
    for (const auto& [month, cohort] : shown.cohorts) {
      text += std::to_string(month) + ": " + std::to_string(cohort.customers);
      for (const auto& [ordered, customers] : cohort.ordered)
        text += ", " + std::to_string(ordered) + " " + std::to_string(customers);
      text += "; ";
    }
    return text;
  }
};

TEST_F(CustomerFigures, a_scan_counts_once_a_person_dealer_and_day) {
  scan("a", seller_, kNow);
  scan("a", seller_, kNow + hours(1));
  scan("a", middle_, kNow + hours(2));
  scan("b", seller_, kNow);
  EXPECT_EQ(funnel(kDay1), "3 0 2 0");
  EXPECT_EQ(funnel(kDay1 + days(1)), "0 0 0 0");
}

TEST_F(CustomerFigures, who_was_a_customer_before_is_no_new_one) {
  scan("a", seller_, kNow);
  scan("a", seller_, kNow + kDay);
  EXPECT_EQ(funnel(kDay1), "1 0 1 0");
  EXPECT_EQ(funnel(kDay1 + days(1)), "1 1 0 0");
}

TEST_F(CustomerFigures, a_code_that_is_not_ours_is_no_scan) {
  log_in(login_of("a", flows::ReferralTouch{fresh_code(), EvidenceKind::scan}), kNow);
  log_in(login_of("b"), kNow);
  EXPECT_EQ(funnel(kDay1), "0 0 0 0");
}

TEST_F(CustomerFigures, orders_count_for_thirty_days_after_the_scan) {
  const auto one = scan("a", seller_, kNow);
  const auto two = scan("b", seller_, kNow);
  buy_as(one, kNow + kDay * 30 - hours(1));
  buy_as(two, kNow + kDay * 30);
  EXPECT_EQ(funnel(kDay1), "2 0 2 1");
}

// The code was in force and binding was not, say: bound by hand or by another scan later.
TEST_F(CustomerFigures, a_binding_counts_for_seven_days_after_the_scan) {
  const auto scanned = [&](const std::string& name) {
    const auto person = log_in(login_of(name), kNow - kDay).consumer_id;
    run([&](db::Tx& tx) -> Result<int> {
      db::record_scan(tx, {person, seller_, kNow, false});
      return 0;
    });
  };
  scanned("a");
  scanned("b");
  scanned("c");
  scan("a", seller_, kNow + kDay * 7 - std::chrono::microseconds(1));
  scan("b", seller_, kNow + kDay * 7);
  scan("c", middle_, kNow + hours(1));
  EXPECT_EQ(funnel(kDay1), "4 0 2 0") << "one of them is c's, with the middle dealer";
}

TEST_F(CustomerFigures, scans_are_forgotten_and_what_came_of_them_is_not) {
  scan("a", seller_, kNow);
  scan("b", seller_, kNow + kDay);
  run([&](db::Tx& tx) -> Result<bool> { return flows::draw_funnel_day(tx, kDay1); });
  const auto sweep = [](Instant now, int rows) {
    return run([&](db::Tx& tx) { return flows::sweep_scans(tx, now, rows); });
  };
  EXPECT_EQ(sweep(kNow + flows::kScansKept, 10).scans, 0U);
  const auto swept = sweep(kNow + flows::kScansKept + kDay, 1);
  EXPECT_EQ(swept.scans, 1U);
  EXPECT_FALSE(swept.is_done);
  EXPECT_EQ(count("SELECT day FROM referral_scan"), 20'261'122);
  EXPECT_EQ(count("SELECT scans FROM statistic_funnel"), 1);
}

TEST_F(CustomerFigures, the_way_is_shown_by_day_and_with_its_sums) {
  buy_as(scan("a", seller_, kNow), kNow + hours(1));
  scan("b", seller_, kNow + kDay);
  EXPECT_EQ(transact([](db::Tx& tx) {
              return flows::show_funnel(tx, {kDay1, kDay1});
            })
                .error()
                .code(),
            "statistics.not_drawn");
  for (int i = 0; i < 3; ++i)
    run([&](db::Tx& tx) -> Result<bool> { return flows::draw_funnel_day(tx, kDay1 + days(i)); });
  run([](db::Tx& tx) -> Result<int> {
    flows::note_funnel_drawn(tx, kNow);
    return 0;
  });
  const auto shown = run([](db::Tx& tx) { return flows::show_funnel(tx, {kDay1, kDay1 + days(2)}); });
  EXPECT_EQ(shown.sums, (db::FunnelDay{2, 0, 2, 1}));
  EXPECT_EQ(shown.points[1], (db::FunnelDay{1, 0, 1, 0}));
  EXPECT_EQ(shown.points[2], db::FunnelDay{});
}

TEST_F(CustomerFigures, customers_are_of_the_month_of_their_first_binding) {
  const Instant november = china(kDay1, hours(0));
  const Instant december = china(kDay1 + days(10), hours(0));
  const auto one = scan("a", seller_, november, kLastTouch);
  scan("a", middle_, december, kLastTouch);
  scan("b", seller_, december - std::chrono::microseconds(1));
  scan("c", seller_, december);
  buy_as(one, november + hours(1));
  buy_as(one, november + hours(2));
  buy_as(one, december + hours(1));
  draw_cohorts(december + kDay);
  // The buyer of the world was bound in November as well.
  EXPECT_EQ(cohorts(), "202611: 3, 202611 1, 202612 1; 202612: 1; ");
}

TEST_F(CustomerFigures, small_bites_give_what_one_gives) {
  for (int i = 0; i < 9; ++i) {
    const auto person = scan("p" + std::to_string(i), seller_, kNow + kDay * 9 * i);
    if (i % 2 == 0) buy_as(person, kNow + kDay * (9 * i + 20));
  }
  const Instant later = kNow + kDay * 100;
  EXPECT_GT(draw_cohorts(later, 2), 3);
  const std::string in_bites = cohorts();
  EXPECT_EQ(generation(), 1);
  draw_cohorts(later + hours(5));
  EXPECT_EQ(generation(), 1) << "it is not due yet";
  EXPECT_EQ(draw_cohorts(later + hours(6)), 1);
  EXPECT_EQ(generation(), 2);
  EXPECT_EQ(cohorts(), in_bites);
  EXPECT_EQ(count("SELECT COUNT(DISTINCT generation) FROM statistic_cohort"), 1);
}

TEST_F(CustomerFigures, what_is_half_drawn_is_not_shown) {
  scan("a", seller_, kNow);
  draw_cohorts(kNow + kDay);
  const std::string before = cohorts();
  scan("b", seller_, kNow + hours(1));
  const Instant later = kNow + kDay * 2;
  EXPECT_TRUE(run([&](db::Tx& tx) -> Result<bool> { return flows::draw_cohorts(tx, later, 1); }));
  EXPECT_EQ(cohorts(), before);
  draw_cohorts(later);
  EXPECT_NE(cohorts(), before);
}

TEST_F(CustomerFigures, spans_of_cohorts_are_bounded) {
  draw_cohorts(kNow);
  const auto code = [](int from, int to) {
    const auto shown = transact([&](db::Tx& tx) { return flows::show_cohorts(tx, from, to); });
    return shown ? "shown" : std::string(shown.error().code());
  };
  EXPECT_EQ(code(202'601, 202'812), "shown");
  EXPECT_EQ(code(202'601, 202'901), "statistics.span_invalid");
  EXPECT_EQ(code(202'612, 202'611), "statistics.span_invalid");
}

}  // namespace
}  // namespace fenrun::testing
