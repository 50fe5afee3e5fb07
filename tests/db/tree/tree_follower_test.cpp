#include "db/tree/tree_follower.hpp"

#include <gtest/gtest.h>

#include "tests/db/tree/tree_rows_fixture.hpp"

namespace fenrun::testing {
namespace {

class TreeFollowerTest : public TreeRowsTest {
 protected:
  db::DealerTree tree_;
  db::TreeFollower follower_{tree_};
};

TEST_F(TreeFollowerTest, an_empty_system_loads_and_then_follows) {
  EXPECT_EQ(follower_.seq(), -1);
  EXPECT_TRUE(follower_.catch_up(connection()).is_reloaded);
  EXPECT_EQ(follower_.seq(), 0);
  write({place(1, 0)});
  write({place(2, 1, 3), place(3, 2)});
  const auto progress = follower_.catch_up(connection());
  EXPECT_FALSE(progress.is_reloaded);
  EXPECT_EQ(progress.changes.size(), 3U);
  EXPECT_EQ(follower_.seq(), 3);
  EXPECT_EQ(tree_.upline({3})->ancestors, (std::array{DealerId{2}, DealerId{1}, DealerId{}}));
  EXPECT_TRUE(follower_.catch_up(connection()).changes.empty());
}

TEST_F(TreeFollowerTest, loading_takes_the_table_and_the_number_it_stands_at) {
  write({place(1, 0), place(2, 1), place(3, 1)});
  write({place(3, 2)});
  follower_.catch_up(connection());
  EXPECT_EQ(follower_.seq(), 4);
  EXPECT_EQ(tree_.dealers(), 3U);
  EXPECT_EQ(tree_.upline({3})->ancestors[0], DealerId{2});
}

TEST_F(TreeFollowerTest, loading_survives_the_changes_of_one_transaction_being_deleted) {
  write({place(1, 0), place(2, 1)});
  delete_changes_up_to(2);
  follower_.catch_up(connection());
  EXPECT_EQ(tree_.dealers(), 2U);
  write({place(3, 2)});
  // The stream now begins at 3, and this reader, who saw an empty stream, cannot know that 1 and 2 are in its
  // rows.
  EXPECT_TRUE(follower_.catch_up(connection()).is_reloaded);
  EXPECT_EQ(follower_.seq(), 3);
  EXPECT_EQ(tree_.dealers(), 3U);
}

TEST_F(TreeFollowerTest, lost_changes_are_seen_as_a_gap_and_the_table_is_read_again) {
  write({place(1, 0), place(2, 1)});
  follower_.catch_up(connection());
  write({place(3, 2)});
  write({place(4, 3)});
  delete_changes_up_to(3);
  const auto progress = follower_.catch_up(connection());
  EXPECT_TRUE(progress.is_reloaded);
  EXPECT_EQ(follower_.seq(), 4);
  EXPECT_EQ(tree_.upline({4})->ancestors, (std::array{DealerId{3}, DealerId{2}, DealerId{1}}));
}

TEST_F(TreeFollowerTest, a_change_that_does_not_fit_makes_it_read_the_table_again) {
  write({place(1, 0)});
  follower_.catch_up(connection());
  write_behind_the_stream({place(2, 1)});
  write({place(3, 2)});
  EXPECT_TRUE(follower_.catch_up(connection()).is_reloaded);
  EXPECT_EQ(tree_.upline({3})->ancestors, (std::array{DealerId{2}, DealerId{1}, DealerId{}}));
}

TEST_F(TreeFollowerTest, verify_names_what_differs_from_the_table_and_nothing_else) {
  write({place(1, 0), place(2, 1), place(3, 1)});
  follower_.catch_up(connection());
  EXPECT_TRUE(follower_.verify(connection()).empty());
  write({place(4, 2)});
  EXPECT_TRUE(follower_.verify(connection()).empty());  // news is no mistake
  EXPECT_EQ(follower_.seq(), 3);
  follower_.catch_up(connection());
  write_behind_the_stream({place(3, 2), place(5, 1)});
  EXPECT_EQ(follower_.verify(connection()), (std::vector<DealerId>{{3}, {5}}));
}

TEST_F(TreeFollowerTest, rows_that_are_no_tree_leave_the_tree_as_it_was) {
  write({place(1, 0), place(2, 1)});
  follower_.catch_up(connection());
  write_behind_the_stream({place(7, 8)});
  write({place(3, 9)});
  EXPECT_THROW(follower_.catch_up(connection()), db::TreeBroken);
  EXPECT_EQ(tree_.dealers(), 2U);
  EXPECT_EQ(follower_.seq(), 2);
}

}  // namespace
}  // namespace fenrun::testing
