// Suspension and tier, and the lists that show them.
#include "db/dealer/standing.hpp"
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

TEST_F(StandingTest, the_tiers_are_those_that_the_configuration_may_name) {
  const auto tiers = run([](db::Tx& tx) -> Result<std::vector<Tier>> { return db::list_tiers(tx); });
  std::vector<std::string> codes;
  for (const Tier& tier : tiers) codes.push_back(tier.code);
  EXPECT_EQ(codes, std::vector<std::string>(std::begin(kTierCodes), std::end(kTierCodes)));
}

TEST_F(StandingTest, tier_and_suspension_are_known_as_of_any_instant) {
  const Dealer dealer = join();
  const auto hours = [](int count) { return kNow + std::chrono::hours(count); };
  const auto change = [&](TierId tier, DealerState state, Instant at) {
    run([&](db::Tx& tx) -> Result<int> {
      const Dealer was = *db::find_dealer(tx, dealer.id);
      if (was.tier_id != tier) db::update_dealer_tier(tx, dealer.id, tier, at);
      if (was.state != state) db::update_dealer_state(tx, dealer.id, state, "核查中", at);
      return 0;
    });
  };
  const auto at = [&](Instant instant) {
    const db::DealerAt one{dealer.id, instant};
    return run([&](db::Tx& tx) -> Result<db::Standing> {
      return db::standings_as_of(tx, {&one, 1}).front();
    });
  };
  change(TierId{2}, DealerState::active, hours(1));
  change(TierId{2}, DealerState::suspended, hours(2));
  const db::Standing first{TierId{1}};
  const db::Standing second{TierId{2}};
  const db::Standing third{TierId{2}, true};
  EXPECT_EQ(at(hours(-1000)), first) << "before the first as in the first";
  EXPECT_EQ(at(hours(1) - std::chrono::microseconds(1)), first);
  EXPECT_EQ(at(hours(1)), second);
  EXPECT_EQ(at(hours(2)), third);
  // By a slow clock: a microsecond after what was before.
  change(TierId{2}, DealerState::active, hours(1));
  EXPECT_EQ(at(hours(2)), third);
  EXPECT_EQ(at(hours(2) + std::chrono::microseconds(1)), second);
  // By a server that knows no standings: its word counts, since we do not know since when.
  const auto change_alone = [&](const std::string& what) {
    connection().run_script_statement("UPDATE dealer SET " + what +
                                      " WHERE id = " + std::to_string(dealer.id.value));
  };
  change_alone("tier_id = 4");
  EXPECT_EQ(at(hours(-1000)), db::Standing{TierId{4}});
  change_alone("tier_id = 2");
  EXPECT_EQ(at(hours(1)), second);
}

// Whom a server of an older version let join, and whoever was suspended when the table came.
TEST_F(StandingTest, the_first_change_of_a_dealer_without_a_history_leaves_its_past_alone) {
  const Dealer dealer = join();
  connection().run_script_statement("DELETE FROM dealer_standing");
  const auto suspended_at = [&](Instant instant) {
    const db::DealerAt one{dealer.id, instant};
    return run([&](db::Tx& tx) -> Result<bool> {
      return db::standings_as_of(tx, {&one, 1}).front().is_suspended;
    });
  };
  ASSERT_TRUE(suspend(dealer.public_id));
  EXPECT_FALSE(suspended_at(kNow - std::chrono::microseconds(1)));
  EXPECT_TRUE(suspended_at(kNow));
  connection().run_script_statement("DELETE FROM dealer_standing WHERE is_suspended = 1");
  EXPECT_TRUE(suspended_at(kNow - kDay)) << "since when is not known";
  ASSERT_TRUE(resume(dealer.public_id));
  EXPECT_FALSE(suspended_at(kNow - kDay));
}

TEST_F(StandingTest, each_change_of_tier_and_state_begins_a_standing) {
  const Dealer dealer = join();
  ASSERT_TRUE(set_tier(dealer.public_id, "gold"));
  ASSERT_TRUE(suspend(dealer.public_id));
  ASSERT_TRUE(resume(dealer.public_id));
  const auto rows = run([&](db::Tx& tx) -> Result<std::string> {
    std::string text;
    for (const auto& row : tx.all("SELECT tier_id, is_suspended FROM dealer_standing WHERE dealer_id = ? "
                                  "ORDER BY valid_from",
                                  {dealer.id}))
      text += std::to_string(row.integer(0)) + (row.boolean(1) ? "s " : " ");
    return text;
  });
  EXPECT_EQ(rows, "1 4 4s 4 ");
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
