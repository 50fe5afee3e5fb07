#include "flows/dealer/sweep_tree_changes.hpp"

#include "db/dealer/tree_change.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/tree_follower.hpp"
#include "flows/dealer/find_upline.hpp"
#include "flows/dealer/move_branches.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

class SweepTreeTest : public DealerTest {
 protected:
  static constexpr flows::SweepTreeChanges kYear{std::chrono::days(365), 3};

  static flows::SweptTreeChanges sweep(Instant now) {
    return run([&](db::Tx& tx) { return flows::sweep_tree_changes(tx, kYear, now); });
  }
  static std::vector<std::int64_t> stream() {
    return run([](db::Tx& tx) -> Result<std::vector<std::int64_t>> {
      std::vector<std::int64_t> numbers;
      for (const auto& row : tx.all("SELECT seq FROM tree_change ORDER BY seq")) {
        numbers.push_back(row.integer(0));
      }
      return numbers;
    });
  }
  static void move(const Dealer& dealer, const Dealer& to, Instant now) {
    run([&](db::Tx& tx) -> Result<MovePlan> {
      const std::vector<flows::MoveRequest> moves{{dealer.public_id, to.public_id}};
      const auto plan = flows::preview_moves(tx, {moves}, now);
      return flows::move_branches(tx, {kOperator, moves, "区域调整", plan->version}, now);
    });
  }
};

TEST_F(SweepTreeTest, old_changes_go_in_bites_and_the_last_of_all_stays) {
  for (int i = 0; i < 5; ++i) join();
  const auto all = stream();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(sweep(kNow + kYear.memory).changes, 0U);
  const Instant later = kNow + kYear.memory + kDay;
  const auto first = sweep(later);
  EXPECT_EQ(first.changes, 3U);
  EXPECT_FALSE(first.is_done);
  const auto second = sweep(later);
  EXPECT_EQ(second.changes, 1U);
  EXPECT_TRUE(second.is_done);
  EXPECT_EQ(stream(), std::vector{all.back()});
  EXPECT_EQ(sweep(later).changes, 0U);
  join();
  EXPECT_EQ(stream().back(), all.back() + 1) << "the numbers go on";
}

TEST_F(SweepTreeTest, the_past_stays_known_and_a_follower_that_was_away_reads_the_tree_again) {
  const Dealer from = join();
  const Dealer to = join();
  const Dealer moved = join(&from);
  db::DealerTree tree;
  db::TreeFollower away(tree);
  away.catch_up(connection());
  move(moved, to, kNow + kDay);
  move(moved, from, kNow + 2 * kDay);
  while (!sweep(kNow + 2 * kYear.memory).is_done) continue;
  ASSERT_EQ(stream().size(), 1U);

  const auto upline = [&](Instant instant) {
    return run([&](db::Tx& tx) { return flows::find_upline_as_of(tx, {moved.id, instant}, kNow); });
  };
  EXPECT_EQ(upline(kNow + kDay / 2), flows::Upline{from.id});
  EXPECT_EQ(upline(kNow + kDay), flows::Upline{to.id});
  EXPECT_TRUE(away.catch_up(connection()).is_reloaded);
  EXPECT_EQ(away.seq(), stream().back());
  EXPECT_TRUE(away.verify(connection()).empty());
}

}  // namespace
}  // namespace fenrun::testing
