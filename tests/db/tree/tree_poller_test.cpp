#include "db/tree/tree_poller.hpp"

#include <gtest/gtest.h>

#include "tests/db/tree/tree_rows_fixture.hpp"

namespace fenrun::testing {
namespace {

// Long enough that only a ring makes it ask, short enough to end.
constexpr db::TreeOptions kOnlyWhenRung{std::chrono::minutes{10}, std::chrono::minutes{30}};

class TreePollerTest : public TreeRowsTest {
 protected:
  // Until the poller has done what the test asked of it; the test program's own time-out is the limit.
  template <class Condition>
  void wait_until(Condition condition) {
    while (!condition()) std::this_thread::yield();
  }

  ManualClock clock_{Instant{}};
  db::DealerTree tree_;
  db::ChangeLog log_;
};

TEST_F(TreePollerTest, it_loads_by_itself_and_follows_when_rung) {
  write({place(1, 0), place(2, 1)});
  db::TreePoller poller(database().options(), kOnlyWhenRung, clock_, tree_, log_);
  EXPECT_FALSE(poller.is_loaded());
  poller.start();
  wait_until([&] { return poller.is_loaded(); });
  EXPECT_EQ(tree_.dealers(), 2U);
  write({place(3, 2)});
  poller.ring();
  wait_until([&] { return log_.last() == 3; });
  EXPECT_EQ(tree_.upline({3})->ancestors, (std::array{DealerId{2}, DealerId{1}, DealerId{}}));
  EXPECT_EQ(log_.after(2)->size(), 1U);
}

TEST_F(TreePollerTest, it_asks_at_its_interval_without_being_rung) {
  db::TreePoller poller(database().options(), {std::chrono::milliseconds{1}, std::chrono::minutes{30}},
                        clock_, tree_, log_);
  poller.start();
  wait_until([&] { return poller.is_loaded(); });
  write({place(1, 0)});
  wait_until([&] { return tree_.dealers() == 1; });
}

TEST_F(TreePollerTest, a_tree_that_differs_from_the_table_is_found_and_read_again) {
  write({place(1, 0)});
  db::TreePoller poller(database().options(), kOnlyWhenRung, clock_, tree_, log_);
  poller.start();
  wait_until([&] { return poller.is_loaded(); });
  write_behind_the_stream({place(2, 1)});
  clock_.advance(std::chrono::minutes{31});
  poller.ring();
  wait_until([&] { return tree_.dealers() == 2; });
}

TEST_F(TreePollerTest, it_goes_on_trying_while_mysql_is_away_and_stops_at_once) {
  db::MysqlOptions nowhere = database().options();
  nowhere.socket = "/nowhere/mysql.sock";
  db::TreePoller poller(nowhere, {std::chrono::milliseconds{1}, std::chrono::minutes{30}}, clock_, tree_,
                        log_);
  poller.start();
  poller.ring();
  poller.stop();
  poller.stop();
  EXPECT_FALSE(poller.is_loaded());
}

}  // namespace
}  // namespace fenrun::testing
