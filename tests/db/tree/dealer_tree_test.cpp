#include "db/tree/dealer_tree.hpp"

#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "tests/db/tree/naive_tree.hpp"

namespace fenrun::testing {
namespace {

using db::DealerTree;
using db::TeamMember;
using db::TreeChange;
using db::TreeImage;

TreeChange place(std::int64_t dealer, std::int64_t parent, std::int64_t tier = 1) {
  return {{dealer}, {parent}, {tier}};
}

using Batch = std::vector<TreeChange>;

bool apply_all(DealerTree& tree, const Batch& changes) { return tree.apply(changes); }

std::vector<TeamMember> every_page_of_branch(const DealerTree& tree, std::int64_t root, std::size_t limit) {
  std::vector<TeamMember> all;
  DealerId cursor;
  while (true) {
    const auto page = tree.branch({root}, cursor, limit).value();
    if (page.empty()) return all;
    all.insert(all.end(), page.begin(), page.end());
    cursor = page.back().dealer;
  }
}

std::vector<TeamMember> every_page_of_children(const DealerTree& tree, std::int64_t parent,
                                               std::size_t limit) {
  std::vector<TeamMember> all;
  DealerId cursor;
  while (true) {
    const auto page = tree.children({parent}, cursor, limit);
    if (page.empty()) return all;
    all.insert(all.end(), page.begin(), page.end());
    cursor = page.back().dealer;
  }
}

void expect_equal(const DealerTree& tree, const NaiveTree& naive, std::int64_t highest) {
  ASSERT_EQ(tree.dealers(), naive.size());
  for (std::int64_t dealer = 1; dealer <= highest; ++dealer) {
    ASSERT_EQ(tree.upline({dealer}), naive.upline(dealer)) << dealer;
    ASSERT_EQ(tree.member({dealer}), naive.member(dealer)) << dealer;
  }
  for (const std::int64_t dealer : {std::int64_t{0}, std::int64_t{1}, highest / 2, highest}) {
    ASSERT_EQ(every_page_of_children(tree, dealer, 3), naive.children(dealer)) << dealer;
    ASSERT_EQ(every_page_of_branch(tree, dealer, 7), naive.branch(dealer)) << dealer;
    ASSERT_EQ(tree.everybody_below({dealer}).size(), naive.branch(dealer).size()) << dealer;
    ASSERT_EQ(tree.is_in_branch({highest}, {dealer}), naive.is_below(highest, dealer)) << dealer;
  }
}

TEST(DealerTreeTest, upline_is_nearest_first_and_ends_below_the_producer) {
  DealerTree tree;
  ASSERT_TRUE(apply_all(tree, {place(1, 0, 4), place(2, 1, 3), place(3, 2, 2), place(4, 3, 1)}));
  EXPECT_EQ(tree.upline({4}), (db::Upline{{DealerId{3}, DealerId{2}, DealerId{1}}, {1}}));
  EXPECT_EQ(tree.upline({2}), (db::Upline{{DealerId{1}, DealerId{}, DealerId{}}, {3}}));
  EXPECT_EQ(tree.upline({1}), (db::Upline{{}, {4}}));
}

TEST(DealerTreeTest, a_dealer_that_does_not_exist_has_nothing) {
  DealerTree tree;
  ASSERT_TRUE(apply_all(tree, {place(1, 0)}));
  for (const std::int64_t stranger :
       {std::int64_t{-1}, std::int64_t{0}, std::int64_t{2}, std::int64_t{1} << 40}) {
    EXPECT_EQ(tree.upline({stranger}), std::nullopt);
    EXPECT_EQ(tree.member({stranger}), std::nullopt);
    EXPECT_FALSE(tree.is_in_branch({stranger}, {1}));
  }
  EXPECT_TRUE(tree.children({2}, {}, 10).empty());
  EXPECT_EQ(tree.branch({1}, {2}, 10), std::nullopt);
}

TEST(DealerTreeTest, changes_that_do_not_fit_change_nothing) {
  DealerTree tree;
  ASSERT_TRUE(apply_all(tree, {place(1, 0), place(2, 1), place(3, 2)}));
  EXPECT_FALSE(apply_all(tree, {place(4, 9)}));                      // no such parent
  EXPECT_FALSE(apply_all(tree, {place(4, 1), place(1, 3)}));         // a cycle
  EXPECT_FALSE(apply_all(tree, {place(2, 2)}));                      // its own parent
  EXPECT_FALSE(apply_all(tree, {place(0, 1)}));                      // the producer is nobody's child
  EXPECT_FALSE(apply_all(tree, {place(std::int64_t{1} << 40, 1)}));  // beyond the limit
  EXPECT_EQ(tree.dealers(), 3U);
  EXPECT_EQ(tree.upline({4}), std::nullopt);
  EXPECT_EQ(tree.upline({3})->ancestors[0], DealerId{2});
}

TEST(DealerTreeTest, a_batch_may_pass_through_a_cycle) {
  DealerTree tree;
  ASSERT_TRUE(apply_all(tree, {place(1, 0), place(2, 1), place(3, 2)}));
  // The child takes its parent's place, and the parent goes below it.
  ASSERT_TRUE(apply_all(tree, {place(1, 2), place(2, 0)}));
  EXPECT_EQ(tree.member({2})->team_size, 2U);
  EXPECT_EQ(tree.member({1})->team_size, 0U);
  EXPECT_EQ(tree.upline({3})->ancestors, (std::array{DealerId{2}, DealerId{}, DealerId{}}));
  EXPECT_EQ(tree.dealers(), 3U);
}

TEST(DealerTreeTest, a_page_goes_on_after_a_dealer_that_has_left) {
  DealerTree tree;
  ASSERT_TRUE(
      apply_all(tree, {place(1, 0), place(2, 0), place(3, 1), place(4, 1), place(5, 1), place(6, 1)}));
  EXPECT_EQ(tree.children({1}, {}, 2).back().dealer, DealerId{5});
  ASSERT_TRUE(apply_all(tree, {place(5, 2)}));
  const auto rest = tree.children({1}, {5}, 10);
  ASSERT_EQ(rest.size(), 2U);
  EXPECT_EQ(rest[0].dealer, DealerId{4});
  EXPECT_EQ(tree.branch({1}, {5}, 10), std::nullopt);
}

TEST(DealerTreeTest, random_joins_and_moves_agree_with_a_naive_tree) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto pick = [&](std::int64_t below) { return static_cast<std::int64_t>(random()) % below; };
  for (int round = 0; round < 20; ++round) {
    DealerTree tree;
    NaiveTree naive;
    std::int64_t highest = 0;
    for (int step = 0; step < 30; ++step) {
      Batch batch;
      NaiveTree after = naive;
      for (std::int64_t change = pick(4); change >= 0; --change) {
        if (highest == 0 || pick(3) > 0) {
          ++highest;
          batch.push_back(place(highest, pick(highest), pick(4) + 1));
        } else {
          const std::int64_t dealer = pick(highest) + 1;
          const std::int64_t parent = pick(highest + 1);
          const bool is_cycle = after.is_below(parent, dealer);
          batch.push_back(place(dealer, is_cycle ? after.parent(dealer) : parent, pick(4) + 1));
        }
        after.apply({batch.back()});
      }
      naive = after;
      ASSERT_TRUE(tree.apply(batch));
    }
    expect_equal(tree, naive, highest);

    TreeImage image;
    for (std::int64_t dealer = highest; dealer >= 1; --dealer) {
      image.put(static_cast<db::TreeNode>(dealer), static_cast<db::TreeNode>(naive.parent(dealer)),
                static_cast<std::uint16_t>(naive.tier(dealer)));
    }
    image.link();
    EXPECT_TRUE(tree.differences(image).empty());
    DealerTree loaded;
    ASSERT_TRUE(apply_all(loaded, {place(1, 0), place(200, 1)}));
    loaded.replace(image);
    expect_equal(loaded, naive, highest);
  }
}

TEST(DealerTreeTest, differences_name_the_dealers_that_are_wrong) {
  DealerTree tree;
  ASSERT_TRUE(apply_all(tree, {place(1, 0), place(2, 1), place(3, 1), place(4, 1)}));
  TreeImage image;
  image.put(1, 0, 1);
  image.put(2, 1, 2);  // another tier
  image.put(3, 2, 1);  // another parent
  image.put(5, 1, 1);  // missing in the tree, and 4 is one too many
  image.link();
  EXPECT_EQ(tree.differences(image), (std::vector<DealerId>{{2}, {3}, {4}, {5}}));
}

TEST(TreeImageTest, rows_that_are_no_tree_are_refused) {
  TreeImage orphan;
  orphan.put(1, 7, 1);
  EXPECT_THROW(orphan.link(), db::TreeBroken);
  TreeImage cycle;
  cycle.put(1, 0, 1);
  cycle.put(2, 3, 1);
  cycle.put(3, 2, 1);
  EXPECT_THROW(cycle.link(), db::TreeBroken);
  EXPECT_THROW(cycle.put(db::kTreeNodesMax, 0, 1), std::length_error);
}

// Two states that a reader may see, and nothing between: 5 below (3, 1), or 5 below (4, 2) while 3 stands
// below 2.
TEST(DealerTreeTest, readers_see_one_instant_while_a_writer_moves_branches) {
  DealerTree tree;
  ASSERT_TRUE(apply_all(tree, {place(1, 0), place(2, 0), place(3, 1), place(4, 2), place(5, 3, 1)}));
  const db::Upline one{{DealerId{3}, DealerId{1}, DealerId{}}, {1}};
  const db::Upline other{{DealerId{4}, DealerId{2}, DealerId{}}, {2}};
  std::atomic<bool> is_over{false};
  std::atomic<int> wrong{0};
  const auto read = [&] {
    while (!is_over) {
      const auto upline = tree.upline({5});
      if (upline != one && upline != other) ++wrong;
      const auto branch = tree.branch({2}, {}, 100);
      std::size_t in_first_levels = 0;
      for (const auto& member : *branch)
        in_first_levels += member.parent == DealerId{2} ? 1 + member.team_size : 0;
      if (branch->size() != 1 && branch->size() != 3) ++wrong;
      if (in_first_levels != branch->size()) ++wrong;
      if (tree.dealers() < 5) ++wrong;
      for (const auto& child : tree.children({1}, {}, 50)) wrong += child.parent == DealerId{1} ? 0 : 1;
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);
  for (std::int64_t step = 0; step < 3000; ++step) {
    const bool is_odd = step % 2 != 0;
    const Batch batch = is_odd ? Batch{place(5, 3, 1), place(3, 1)} : Batch{place(5, 4, 2), place(3, 2)};
    EXPECT_TRUE(tree.apply(batch));
    EXPECT_TRUE(apply_all(tree, {place(100 + step * 40, 1)}));  // joins reach into new chunks
  }
  is_over = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace fenrun::testing
