// What the server's keeper of statistics does by itself, round after round; here a minute is 120 ms.
#include "server/statistics_keeper.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "tests/flows/statistics/statistics_world.hpp"

namespace fenrun::server {
namespace {

using fenrun::testing::kNow;
using fenrun::testing::login_of;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// A time of business that the test moves, and with it the time that the keeper waits by; deadlines are real.
class MovedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return kNow + moved(); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return real_.steady() + moved();
  }
  void move(seconds by) { moved_ += by.count(); }

 private:
  [[nodiscard]] seconds moved() const { return seconds(moved_.load()); }

  SystemClock real_;
  std::atomic<std::int64_t> moved_{0};
};

class StatisticsKeeperTest : public fenrun::testing::StatisticsWorld {
 protected:
  StatisticsKeeperTest() : pool_(options()) {}

  void start() { keeper_ = std::make_unique<StatisticsKeeper>(pool_, clock_, milliseconds(120)); }
  // Moves the time by at least a second; what the keeper knew to be due then is done when this returns.
  void pass(seconds by = seconds(1)) {
    clock_.move(by);
    const auto is_done = [this] {
      const auto place =
          run([](db::Tx& tx) -> Result<db::StatisticPlace> { return db::find_statistic_place(tx); });
      return place.sales_as_of == clock_.now();
    };
    for (int tries = 0; tries < 1'000 && !is_done(); ++tries) std::this_thread::sleep_for(milliseconds(10));
    EXPECT_TRUE(is_done());
  }
  static std::string sales() { return rows("sales", "total"); }

 private:
  static db::DatabaseOptions options() {
    db::DatabaseOptions options;
    options.mysql = database().options();
    options.workers = 1;
    return options;
  }

 protected:
  MovedClock clock_;
  db::Database pool_;
  std::unique_ptr<StatisticsKeeper> keeper_;  // stops before the pool does
};

TEST_F(StatisticsKeeperTest, what_is_paid_today_is_shown_with_the_next_round) {
  start();
  pass();
  EXPECT_EQ(sales(), "");
  buy(clock_.now());
  pass();
  EXPECT_EQ(sales(), "20261121 1 13201 0 0");
}

TEST_F(StatisticsKeeperTest, what_is_heard_of_late_is_shown_within_a_quarter_of_an_hour_or_six_hours) {
  clock_.move(hours(24) * 300);
  start();
  pass();
  buy(kNow, "广东省", clock_.now());
  buy(clock_.now() - days(20), "广东省", clock_.now());
  pass();
  EXPECT_EQ(sales(), "");
  pass(minutes(15));
  EXPECT_EQ(sales(), "20270828 1 13201 0 0");
  pass(hours(6));
  EXPECT_EQ(sales(), "20261121 1 13201 0 0; 20270828 1 13201 0 0");
}

TEST_F(StatisticsKeeperTest, what_was_deleted_is_drawn_anew_whole_before_it_is_shown) {
  buy(kNow);
  seal(kNow);
  clock_.move(hours(24) * 300);
  buy(clock_.now());
  seal(clock_.now());
  start();
  pass();
  pass();
  const auto before = all_rows();
  EXPECT_GT(before.size(), 10U);
  forget();
  pass();
  pass();
  EXPECT_EQ(all_rows(), before);
}

TEST_F(StatisticsKeeperTest, the_way_from_the_scan_and_the_months_are_drawn_too) {
  log_in(login_of("somebody", touch_of(seller_)), kNow);
  start();
  pass();
  pass();
  EXPECT_EQ(count("SELECT scans FROM statistic_funnel WHERE day = 20261121"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM statistic_funnel"), 32);
  EXPECT_GT(count("SELECT COUNT(*) FROM statistic_cohort"), 0);
}

}  // namespace
}  // namespace fenrun::server
