#include "db/binding/binding.hpp"
#include "db/dealer/dealer.hpp"
#include "db/dealer/place.hpp"
#include "flows/dealer/find_upline.hpp"
#include "flows/dealer/move_branches.hpp"
#include "flows/dealer/preview_moves.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

class MoveTest : public DealerTest {
 protected:
  static MovePlan preview(const std::vector<flows::MoveRequest>& moves) {
    return run([&](db::Tx& tx) { return flows::preview_moves(tx, {moves}, kNow); });
  }
  static Result<MovePlan> move(const std::vector<flows::MoveRequest>& moves, const std::string& version,
                               Instant now, const std::string& reason = "区域调整") {
    return transact([&](db::Tx& tx) {
      return flows::move_branches(tx, {kOperator, moves, reason, version}, now);
    });
  }
  static Result<MovePlan> preview_and_move(const std::vector<flows::MoveRequest>& moves,
                                           Instant now = kNow + kDay) {
    return move(moves, preview(moves).version, now);
  }
  // `customer`, being a dealer, buys with `referrer`.
  static void bind(const Dealer& customer, const Dealer& referrer) {
    run([&](db::Tx& tx) -> Done {
      db::Binding binding;
      binding.consumer_id = customer.consumer_id;
      binding.dealer_id = referrer.id;
      binding.bound_at = kNow;
      EXPECT_TRUE(db::insert_binding(tx, binding));
      return {};
    });
  }
  static Dealer stored(const Dealer& dealer) {
    return run([&](db::Tx& tx) -> Result<Dealer> { return *db::find_dealer(tx, dealer.id); });
  }
  static flows::Upline upline(const Dealer& dealer) {
    return run([&](db::Tx& tx) { return flows::find_upline(tx, dealer.id, kNow); });
  }
  static flows::Upline upline_as_of(const Dealer& dealer, Instant instant) {
    return run([&](db::Tx& tx) { return flows::find_upline_as_of(tx, {dealer.id, instant}, kNow); });
  }
};

TEST_F(MoveTest, a_branch_moves_with_its_children_and_the_past_stays_known) {
  const Dealer from = join();
  const Dealer to = join();
  const Dealer moved = join(&from);
  const Dealer child = join(&moved);
  const Instant later = kNow + kDay;
  ASSERT_TRUE(preview_and_move({{moved.public_id, to.public_id}}, later));
  EXPECT_EQ(upline(moved), (flows::Upline{to.id}));
  EXPECT_EQ(upline(child), (flows::Upline{moved.id, to.id}));
  EXPECT_EQ(upline_as_of(child, later - kDay / 2), (flows::Upline{moved.id, from.id}));
  EXPECT_EQ(upline_as_of(child, later), (flows::Upline{moved.id, to.id}));
  EXPECT_EQ(stored(moved).sponsor_id, from.id);
}

TEST_F(MoveTest, everybody_in_the_branch_shifts_by_the_same_levels) {
  const Dealer target = join();
  const Dealer moved = join();
  const Dealer child = join(&moved);
  const auto plan = preview_and_move({{moved.public_id, target.public_id}});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->changes, (std::vector<PlaceChange>{{moved.id, target.id, 2}, {child.id, moved.id, 3}}));
  EXPECT_EQ(stored(moved).level, 2);
  EXPECT_EQ(stored(child).level, 3);
  ASSERT_TRUE(preview_and_move({{moved.public_id, ""}}, kNow + kDay + kDay));
  EXPECT_EQ(stored(moved).level, 1);
  EXPECT_EQ(stored(moved).parent_id, kProducer);
  EXPECT_EQ(stored(child).level, 2);
  run([&](db::Tx& tx) -> Done {
    EXPECT_EQ(db::place_as_of(tx, child.id, kNow + kDay), (Placement{moved.id, 3}));
    EXPECT_EQ(db::place_as_of(tx, child.id, kNow + kDay + kDay), (Placement{moved.id, 2}));
    return {};
  });
}

// A peer tests the direct parent only, so that a cycle of three can be made (defect D-24).
TEST_F(MoveTest, a_dealer_cannot_be_moved_below_itself_its_child_or_its_grandchild) {
  const Dealer one = join();
  const Dealer two = join(&one);
  const Dealer three = join(&two);
  for (const Dealer& below : {one, two, three}) {
    const std::vector<flows::MoveRequest> moves{{one.public_id, below.public_id}};
    EXPECT_EQ(preview(moves).rows[0].refusal, &kMoveCycle);
    const auto result = preview_and_move(moves);
    ASSERT_TRUE(result.refused_with(kMovesRefused));
    EXPECT_EQ(result.error().fields()[0].pointer, "/moves/0");
  }
  EXPECT_EQ(upline(three), (flows::Upline{two.id, one.id}));
}

// Otherwise the customer, being above its own referrer, would share in its own purchases.
TEST_F(MoveTest, a_dealer_cannot_be_moved_below_a_customer_of_its_own_team) {
  const Dealer moved = join();
  const Dealer child = join(&moved);
  const Dealer customer = join();
  const Dealer below_customer = join(&customer);
  bind(customer, child);
  const std::vector<flows::MoveRequest> circles{{moved.public_id, customer.public_id},
                                                {child.public_id, below_customer.public_id}};
  for (const auto& circle : circles) {
    EXPECT_EQ(preview({circle}).rows[0].refusal, &kMoveClosesBindingCycle);
    const auto refused = preview_and_move({circle});
    ASSERT_TRUE(refused.refused_with(kMovesRefused));
    EXPECT_EQ(refused.error().fields()[0].pointer, "/moves/0");
    EXPECT_EQ(refused.error().fields()[0].en, kMoveClosesBindingCycle.en);
  }
  EXPECT_EQ(stored(moved).parent_id, kProducer);
  EXPECT_EQ(stored(child).parent_id, moved.id);
  EXPECT_TRUE(preview_and_move({{moved.public_id, join().public_id}}));
}

// Judged on the places after the whole bulk: the first row alone would close a circle, the second opens it.
TEST_F(MoveTest, a_circle_that_the_same_bulk_opens_again_is_none) {
  const Dealer moved = join();
  const Dealer child = join(&moved);
  const Dealer customer = join();
  bind(customer, child);
  EXPECT_EQ(preview({{moved.public_id, customer.public_id}}).rows[0].refusal, &kMoveClosesBindingCycle);
  const std::vector<flows::MoveRequest> both{{moved.public_id, customer.public_id}, {child.public_id, ""}};
  EXPECT_TRUE(preview(both).can_be_made());
  EXPECT_TRUE(preview_and_move(both));
}

TEST_F(MoveTest, a_binding_that_closes_a_circle_after_the_preview_makes_it_stale) {
  const Dealer moved = join();
  const Dealer child = join(&moved);
  const Dealer customer = join();
  const std::vector<flows::MoveRequest> moves{{moved.public_id, customer.public_id}};
  const auto seen = preview(moves);
  EXPECT_TRUE(seen.can_be_made());
  bind(customer, child);
  EXPECT_TRUE(move(moves, seen.version, kNow + kDay).refused_with(kMovesStale));
  EXPECT_TRUE(move(moves, preview(moves).version, kNow + kDay).refused_with(kMovesRefused));
  EXPECT_EQ(stored(moved).parent_id, kProducer);
}

// A peer moves by replacing the id's text in every chain, so that moving 5 also rewrites 15 and 51 (defect
// D-22).
TEST_F(MoveTest, dealers_whose_id_contains_the_moved_ones_digits_stay_where_they_are) {
  std::vector<Dealer> tops;
  for (int i = 0; i < 12; ++i) tops.push_back(join());
  std::vector<Dealer> children;
  for (const Dealer& top : tops) children.push_back(join(&top));
  ASSERT_TRUE(preview_and_move({{children[0].public_id, tops[11].public_id}}));
  EXPECT_EQ(stored(children[0]).parent_id, tops[11].id);
  for (std::size_t i = 1; i < tops.size(); ++i) {
    EXPECT_EQ(stored(tops[i]).version, 1);
    EXPECT_EQ(stored(children[i]).parent_id, tops[i].id);
    EXPECT_EQ(stored(children[i]).version, 1);
  }
}

TEST_F(MoveTest, one_refused_row_stops_the_bulk_and_is_named) {
  const Dealer one = join();
  const Dealer other = join();
  const Dealer two = join(&one);
  const auto result =
      preview_and_move({{two.public_id, other.public_id}, {ulid(), other.public_id}, {one.public_id, "x"}});
  ASSERT_TRUE(result.refused_with(kMovesRefused));
  ASSERT_EQ(result.error().fields().size(), 2U);
  EXPECT_EQ(result.error().fields()[0].pointer, "/moves/1");
  EXPECT_EQ(result.error().fields()[0].en, kDealerNotFound.en);
  EXPECT_EQ(result.error().fields()[1].en, kMoveParentNotFound.en);
  EXPECT_EQ(stored(two).parent_id, one.id);
}

TEST_F(MoveTest, what_was_seen_is_what_is_done_or_nothing_is) {
  const Dealer one = join();
  const Dealer other = join();
  const Dealer two = join(&one);
  const std::vector<flows::MoveRequest> moves{{two.public_id, other.public_id}};
  const std::string seen = preview(moves).version;
  EXPECT_EQ(preview(moves).version, seen);
  join(&two);  // the branch has grown since
  EXPECT_TRUE(move(moves, seen, kNow + kDay).refused_with(kMovesStale));
  EXPECT_TRUE(move(moves, "", kNow + kDay).refused_with(kMovesStale));
  const std::string again = preview(moves).version;
  EXPECT_NE(again, seen);
  join();  // somewhere else
  EXPECT_TRUE(move(moves, again, kNow + kDay).has_value());
}

TEST_F(MoveTest, a_suspended_parent_takes_nobody_and_its_suspension_makes_a_preview_stale) {
  const Dealer one = join();
  const Dealer other = join();
  const Dealer two = join(&one);
  const std::vector<flows::MoveRequest> moves{{two.public_id, other.public_id}};
  const std::string seen = preview(moves).version;
  run([&](db::Tx& tx) { return flows::suspend_dealer(tx, {kOperator, other.public_id, "核查中"}, kNow); });
  EXPECT_TRUE(move(moves, seen, kNow + kDay).refused_with(kMovesStale));
  EXPECT_EQ(preview(moves).rows[0].refusal, &kMoveParentSuspended);
}

TEST_F(MoveTest, refusals_come_in_order_and_the_bulk_has_limits) {
  EXPECT_TRUE(move({}, "", kNow, "").refused_with(kReasonInvalid));
  EXPECT_TRUE(move({}, "", kNow).refused_with(kMovesCountInvalid));
  const std::vector<flows::MoveRequest> too_many(kMovesMax + 1, {"x", ""});
  EXPECT_TRUE(move(too_many, "", kNow).refused_with(kMovesCountInvalid));
  const std::vector<flows::MoveRequest> most(kMovesMax, {"x", ""});
  EXPECT_TRUE(move(most, "", kNow).refused_with(kMovesStale));
}

TEST_F(MoveTest, a_dealer_named_in_one_row_may_be_the_new_parent_in_another) {
  const Dealer top = join();
  const Dealer two = join(&top);
  const Dealer other = join();
  const Dealer child = join(&other);
  const auto plan = preview({{two.public_id, two.public_id}, {child.public_id, two.public_id}});
  EXPECT_EQ(plan.rows[0].refusal, &kMoveCycle);
  EXPECT_EQ(plan.rows[1].refusal, nullptr);
  EXPECT_EQ(plan.rows[1].to_level, 3);
}

TEST_F(MoveTest, a_bulk_holds_at_most_20000_dealers_in_its_branches) {
  const Dealer top = join();
  const auto grow = [&](std::int64_t from, std::int64_t to) {
    run([&](db::Tx& tx) -> Done {
      std::vector<std::string> public_ids;
      std::vector<db::Param> values;
      public_ids.reserve(static_cast<std::size_t>(to - from));
      for (std::int64_t i = from; i < to; ++i) {
        const std::string& public_id = public_ids.emplace_back(ulid());
        values.insert(values.end(), {1'000'000 + i, public_id, 1'000'000 + i, top.id, kNow});
      }
      tx.execute_rows(
          "INSERT INTO dealer (id, public_id, consumer_id, parent_id, sponsor_id, level, tier_id, name, "
          "state, joined_at) VALUES",
          "(?,?,?,?,0,2,1,'x','active',?)", values);
      return {};
    });
  };
  const auto preview_of_top = [&] {
    return transact([&](db::Tx& tx) { return flows::preview_moves(tx, {{{top.public_id, ""}}}, kNow); });
  };
  grow(1, kMovedDealersMax);
  EXPECT_TRUE(preview_of_top().has_value());
  grow(kMovedDealersMax, kMovedDealersMax + 1);
  EXPECT_TRUE(preview_of_top().refused_with(kMoveTooManyDealers));
}

// Two machines' clocks differ: the change that comes second is dated after the first all the same.
TEST_F(MoveTest, a_clock_that_is_behind_does_not_put_a_move_before_the_one_it_follows) {
  const Dealer a = join();
  const Dealer b = join();
  const Dealer child = join(&a);
  const Instant first = kNow + kDay;
  ASSERT_TRUE(preview_and_move({{child.public_id, b.public_id}}, first));
  ASSERT_TRUE(preview_and_move({{child.public_id, a.public_id}}, first - kDay / 2));
  EXPECT_EQ(upline_as_of(child, first), (flows::Upline{b.id}));
  EXPECT_EQ(upline_as_of(child, first + std::chrono::microseconds{1}), (flows::Upline{a.id}));
}

TEST_F(MoveTest, before_a_dealer_joined_it_has_no_upline) {
  const Dealer dealer = join();
  const auto before = transact([&](db::Tx& tx) {
    return flows::find_upline_as_of(tx, {dealer.id, kNow - kDay}, kNow);
  });
  EXPECT_TRUE(before.refused_with(kDealerNotFound));
}

}  // namespace
}  // namespace fenrun::testing
