// Suspension and tier, and the lists that show them.
#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "flows/dealer/list_dealers.hpp"
#include "flows/dealer/list_team.hpp"
#include "flows/dealer/resume_dealer.hpp"
#include "flows/dealer/set_tier.hpp"
#include "flows/dealer/suspend_dealer.hpp"
#include "tests/flows/dealer/dealer_test.hpp"

namespace fenrun::testing {
namespace {

class StandingTest : public DealerTest {
 protected:
  static Result<Dealer> suspend(const std::string& dealer, const std::string& reason = "核查中") {
    return transact([&](db::Tx& tx) { return flows::suspend_dealer(tx, {kOperator, dealer, reason}, kNow); });
  }
  static Result<Dealer> resume(const std::string& dealer) {
    return transact([&](db::Tx& tx) {
      return flows::resume_dealer(tx, {kOperator, dealer, "核查完毕"}, kNow);
    });
  }
  static Result<Dealer> set_tier(const std::string& dealer, const std::string& code) {
    return transact([&](db::Tx& tx) {
      return flows::set_tier(tx, {kOperator, dealer, code, "业绩达标"}, kNow);
    });
  }
  static Dealer stored(DealerId id) {
    return run([&](db::Tx& tx) -> Result<Dealer> { return *db::find_dealer(tx, id); });
  }
  // Public ids of every page of `query`.
  static std::vector<std::string> listed(flows::ListDealersQuery query, int limit = 2) {
    std::vector<std::string> found;
    query.page = {0, limit};
    do {
      const auto page = run([&](db::Tx& tx) { return flows::list_dealers(tx, query, kNow); });
      for (const Dealer& dealer : page.items) found.push_back(dealer.public_id);
      query.page.after = page.next;
    } while (query.page.after != 0);
    return found;
  }
};

TEST_F(StandingTest, suspension_keeps_its_reason_until_it_ends) {
  const Dealer dealer = join();
  EXPECT_TRUE(suspend(dealer.public_id, "").refused_with(kReasonInvalid));
  EXPECT_TRUE(resume(dealer.public_id).refused_with(kDealerNotSuspended));
  ASSERT_TRUE(suspend(dealer.public_id));
  EXPECT_EQ(stored(dealer.id).suspended_reason, "核查中");
  EXPECT_FALSE(stored(dealer.id).is_active());
  EXPECT_TRUE(suspend(dealer.public_id).refused_with(kDealerSuspended));
  ASSERT_TRUE(resume(dealer.public_id));
  EXPECT_TRUE(stored(dealer.id).is_active());
  EXPECT_EQ(stored(dealer.id).suspended_reason, "");
  EXPECT_EQ(stored(dealer.id).version, 3);
  EXPECT_TRUE(suspend(ulid()).refused_with(kDealerNotFound));
}

// A peer stored a grade number where an id was read (defect D-23). Here the id comes from a row found by its
// code.
TEST_F(StandingTest, a_tier_is_set_by_code_and_never_by_rank_or_id) {
  const Dealer dealer = join();
  const auto gold = set_tier(dealer.public_id, "gold");
  ASSERT_TRUE(gold);
  const auto tier = run([&](db::Tx& tx) -> Result<Tier> { return *db::find_tier_by_code(tx, "gold"); });
  EXPECT_EQ(stored(dealer.id).tier_id, tier.id);
  EXPECT_EQ(stored(dealer.id).level, dealer.level);
  for (const char* code : {"4", "", "GOLD", "金牌"}) {
    EXPECT_TRUE(set_tier(dealer.public_id, code).refused_with(kTierNotFound)) << code;
  }
  EXPECT_TRUE(set_tier(dealer.public_id, "gold").refused_with(kTierUnchanged));
  EXPECT_TRUE(set_tier(ulid(), "gold").refused_with(kDealerNotFound));
}

TEST_F(StandingTest, dealers_are_listed_by_each_filter_in_id_order) {
  const Dealer one = join();
  const Dealer other = join();
  const Dealer two = join(&one);
  const Dealer three = join(&two);
  const Dealer two_b = join(&one);
  ASSERT_TRUE(set_tier(two_b.public_id, "gold"));
  ASSERT_TRUE(suspend(three.public_id));
  using Ids = std::vector<std::string>;
  const Ids all{one.public_id, other.public_id, two.public_id, three.public_id, two_b.public_id};
  EXPECT_EQ(listed({}), all);
  EXPECT_EQ(listed({.parent_public_id = ""}), (Ids{one.public_id, other.public_id}));
  EXPECT_EQ(listed({.parent_public_id = one.public_id}), (Ids{two.public_id, two_b.public_id}));
  EXPECT_EQ(listed({.level = 2}), (Ids{two.public_id, two_b.public_id}));
  EXPECT_EQ(listed({.tier_code = "gold"}), (Ids{two_b.public_id}));
  EXPECT_EQ(listed({.tier_code = "gold", .state = DealerState::suspended}), Ids{});
  EXPECT_EQ(listed({.state = DealerState::suspended}), (Ids{three.public_id}));
  EXPECT_EQ(listed({.level = 3, .state = DealerState::active}), Ids{});
  EXPECT_EQ(listed({.name_prefix = "王"}), all);
  EXPECT_EQ(listed({.name_prefix = "小"}), Ids{});
  EXPECT_EQ(listed({.name_prefix = "%"}), Ids{});
  EXPECT_EQ(listed({.name_prefix = "_小明"}), Ids{});
}

TEST_F(StandingTest, unknown_filters_are_refused) {
  const auto list = [](const flows::ListDealersQuery& query) {
    return transact([&](db::Tx& tx) { return flows::list_dealers(tx, query, kNow); });
  };
  EXPECT_TRUE(list({.tier_code = "none"}).refused_with(kTierNotFound));
  EXPECT_TRUE(list({.parent_public_id = ulid()}).refused_with(kDealerNotFound));
}

TEST_F(StandingTest, a_dealer_sees_its_own_branch_with_masked_names_and_nobody_elses) {
  const Dealer one = join();
  const Dealer two = join(&one);
  const Dealer three = join(&two);
  const Dealer other = join();
  const auto team = [](const Dealer& of, const std::string& parent) {
    return transact([&](db::Tx& tx) { return flows::list_team(tx, {of.consumer_id, parent, {}}, kNow); });
  };
  const auto own = team(one, "");
  ASSERT_TRUE(own);
  ASSERT_EQ(own->items.size(), 1U);
  EXPECT_EQ(own->items[0].public_id, two.public_id);
  EXPECT_EQ(own->items[0].name, "王**");
  const auto below = team(one, two.public_id);
  ASSERT_TRUE(below);
  ASSERT_EQ(below->items.size(), 1U);
  EXPECT_EQ(below->items[0].public_id, three.public_id);
  EXPECT_TRUE(team(other, two.public_id).refused_with(kDealerNotFound));
  EXPECT_TRUE(team(two, one.public_id).refused_with(kDealerNotFound));
  EXPECT_TRUE(team(two, ulid()).refused_with(kDealerNotFound));
}

}  // namespace
}  // namespace fenrun::testing
