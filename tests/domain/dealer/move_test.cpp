#include "domain/dealer/move.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace fenrun {
namespace {

constexpr DealerId id(std::int64_t value) { return DealerId{value}; }

// 1 ─ 2 ─ 3      4 ─ 5      6 (suspended)      7 ─ {8, 9}
BranchMap small_tree() {
  BranchMap tree;
  tree.add(id(1), {kProducer, 1, true, 1});
  tree.add(id(2), {id(1), 2, true, 1});
  tree.add(id(3), {id(2), 3, true, 1});
  tree.add(id(4), {kProducer, 1, true, 1});
  tree.add(id(5), {id(4), 2, true, 1});
  tree.add(id(6), {kProducer, 1, false, 1});
  tree.add(id(7), {kProducer, 1, true, 1});
  tree.add(id(8), {id(7), 2, true, 1});
  tree.add(id(9), {id(7), 2, true, 1});
  return tree;
}

std::string refusals(const MovePlan& plan) {
  std::string text;
  for (const MoveOutcome& row : plan.rows) {
    text += text.empty() ? "" : ", ";
    text += row.refusal == nullptr ? std::string_view("made") : row.refusal->code;
  }
  return text;
}

TEST(MoveTest, rows_are_judged_in_order_on_the_tree_that_those_before_leave) {
  const std::optional<DealerId> nobody;
  struct Case {
    const char* what;
    std::vector<Move> moves;
    const char* outcome;
  };
  const Case cases[] = {
      {"sideways", {{id(3), id(5)}}, "made"},
      {"up to the producer", {{id(2), kProducer}}, "made"},
      {"down by one level", {{id(4), id(7)}}, "made"},
      {"unknown dealer", {{nobody, id(1)}}, "dealer.not_found"},
      {"dealer outside the tree", {{id(99), id(1)}}, "dealer.not_found"},
      {"unknown dealer comes before unknown parent", {{nobody, nobody}}, "dealer.not_found"},
      {"unknown parent", {{id(2), nobody}}, "move.parent_not_found"},
      {"parent outside the tree", {{id(2), id(99)}}, "move.parent_not_found"},
      {"below itself", {{id(2), id(2)}}, "move.cycle"},
      {"below its child", {{id(1), id(2)}}, "move.cycle"},
      {"below its grandchild: a cycle of three", {{id(1), id(3)}}, "move.cycle"},
      {"already there", {{id(2), id(1)}}, "move.already_there"},
      {"already below the producer", {{id(1), kProducer}}, "move.already_there"},
      {"suspended parent", {{id(5), id(6)}}, "move.parent_suspended"},
      {"suspension comes before depth", {{id(1), id(6)}}, "move.parent_suspended"},
      {"the dealer itself too deep", {{id(5), id(3)}}, "move.too_deep"},
      {"its children too deep", {{id(2), id(5)}}, "move.too_deep"},
      {"its grandchildren too deep", {{id(1), id(4)}}, "move.too_deep"},
      {"named twice", {{id(5), id(1)}, {id(5), id(7)}}, "made, move.twice"},
      {"named twice comes before already there", {{id(5), id(1)}, {id(5), id(1)}}, "made, move.twice"},
      {"room made by an earlier row", {{id(3), id(5)}, {id(1), id(4)}}, "made, made"},
      {"the same rows the other way round", {{id(1), id(4)}, {id(3), id(5)}}, "move.too_deep, made"},
      {"room taken by an earlier row", {{id(5), id(8)}, {id(7), id(1)}}, "made, move.too_deep"},
      {"a cycle by two rows", {{id(4), id(7)}, {id(7), id(5)}}, "made, move.cycle"},
      {"a swap", {{id(5), id(1)}, {id(2), id(4)}}, "made, made"},
  };
  for (const Case& c : cases) EXPECT_EQ(refusals(plan_moves(small_tree(), c.moves)), c.outcome) << c.what;
}

TEST(MoveTest, only_places_that_end_up_different_are_changes) {
  const std::vector<Move> moves{{id(4), id(7)}, {id(5), kProducer}};
  const MovePlan plan = plan_moves(small_tree(), moves);
  EXPECT_EQ(plan.changes, (std::vector<PlaceChange>{{id(4), id(7), 2}, {id(5), kProducer, 1}}));
  EXPECT_EQ(plan.rows[0].branch_size, 2U);
  EXPECT_EQ(plan.rows[0].from_level, 1);
  EXPECT_EQ(plan.rows[0].to_level, 2);
  EXPECT_EQ(plan.rows[1].from_level, 3);
  // 5 leaves its level by the first row and returns to it by the second, below another parent.
  const std::vector<Move> there_and_back{{id(4), id(7)}, {id(5), id(8)}};
  EXPECT_EQ(plan_moves(small_tree(), there_and_back).changes,
            (std::vector<PlaceChange>{{id(4), id(7), 2}, {id(5), id(8), 3}}));
}

TEST(MoveTest, the_version_stands_for_all_that_was_looked_at) {
  const std::vector<Move> moves{{id(2), id(4)}};
  const std::string version = plan_moves(small_tree(), moves).version;
  EXPECT_EQ(version.size(), 16U);
  EXPECT_EQ(plan_moves(small_tree(), moves).version, version);

  BranchMap grown = small_tree();
  grown.add(id(10), {id(2), 3, true, 1});
  EXPECT_NE(plan_moves(grown, moves).version, version);
  BranchMap elsewhere = small_tree();
  elsewhere.add(id(10), {id(9), 3, true, 1});
  EXPECT_EQ(plan_moves(elsewhere, moves).version, version);
  const std::vector<Move> other{{id(2), id(7)}};
  EXPECT_NE(plan_moves(small_tree(), other).version, version);
}

TEST(MoveTest, a_plan_is_carried_out_only_as_seen_and_only_whole) {
  const std::vector<Move> moves{{id(3), id(5)}, {id(1), id(2)}};
  const MovePlan plan = plan_moves(small_tree(), moves);
  EXPECT_FALSE(plan.can_be_made());
  EXPECT_TRUE(decide_moves(plan, "something else").refused_with(kMovesStale));
  const Done refused = decide_moves(plan, plan.version);
  ASSERT_TRUE(refused.refused_with(kMovesRefused));
  ASSERT_EQ(refused.error().fields().size(), 1U);
  EXPECT_EQ(refused.error().fields()[0].pointer, "/moves/1");
  const MovePlan good = plan_moves(small_tree(), std::span(moves).first(1));
  EXPECT_TRUE(decide_moves(good, good.version).has_value());
}

TEST(MoveTest, a_broken_tree_throws_instead_of_looping) {
  BranchMap cyclic;
  cyclic.add(id(1), {id(2), 1, true, 1});
  cyclic.add(id(2), {id(3), 2, true, 1});
  cyclic.add(id(3), {id(1), 3, true, 1});
  cyclic.add(id(4), {kProducer, 1, true, 1});
  const std::vector<Move> into_cycle{{id(4), id(1)}};
  EXPECT_THROW(plan_moves(cyclic, into_cycle), std::logic_error);
  BranchMap torn;
  torn.add(id(1), {id(2), 2, true, 1});
  torn.add(id(4), {kProducer, 1, true, 1});
  const std::vector<Move> into_torn{{id(4), id(1)}};
  EXPECT_THROW(plan_moves(torn, into_torn), std::logic_error);
}

// The model: parents by id, judged the slow way.
struct Model {
  std::map<std::int64_t, std::int64_t> parent;

  [[nodiscard]] int level(std::int64_t dealer) const {
    int steps = 0;
    for (; dealer != 0 && steps <= 10; dealer = parent.at(dealer)) ++steps;
    return steps;
  }
  [[nodiscard]] bool is_legal() const {
    for (const auto& [dealer, above] : parent) {
      if (level(dealer) > kLevelMax) return false;
    }
    return true;
  }
};

TEST(MoveTest, random_bulks_agree_with_a_model_that_tries_each_move_and_looks) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    constexpr int kDealers = 12;
    Model model;
    BranchMap tree;
    for (std::int64_t dealer = 1; dealer <= kDealers; ++dealer) {
      auto above = static_cast<std::int64_t>(random() % static_cast<unsigned>(dealer));
      if (above != 0 && model.level(above) == kLevelMax) above = 0;
      model.parent[dealer] = above;
      tree.add(id(dealer), {id(above), model.level(dealer), true, 1});
    }
    std::vector<std::int64_t> order(kDealers);
    for (int i = 0; i < kDealers; ++i) order[static_cast<std::size_t>(i)] = i + 1;
    std::shuffle(order.begin(), order.end(), random);
    std::vector<Move> moves;
    std::vector<bool> made;
    for (std::size_t i = 0; i < 6; ++i) {
      const auto to = static_cast<std::int64_t>(random() % (kDealers + 1));
      moves.push_back({id(order[i]), id(to)});
      Model tried = model;
      tried.parent[order[i]] = to;
      made.push_back(to != model.parent[order[i]] && tried.is_legal());
      if (made.back()) model = tried;
    }
    const MovePlan plan = plan_moves(tree, moves);
    for (std::size_t i = 0; i < moves.size(); ++i) {
      ASSERT_EQ(plan.rows[i].refusal == nullptr, made[i]) << "round " << round << " row " << i;
    }
    for (const PlaceChange& change : plan.changes) {
      ASSERT_EQ(change.parent_id.value, model.parent[change.dealer.value]);
      ASSERT_EQ(change.level, model.level(change.dealer.value));
    }
  }
}

}  // namespace
}  // namespace fenrun
