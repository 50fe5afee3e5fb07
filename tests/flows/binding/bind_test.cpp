#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "db/binding/customer.hpp"
#include "db/dealer/tree_change.hpp"
#include "domain/referral/referral.hpp"
#include "flows/referral/create_campaign.hpp"
#include "flows/referral/revoke_referral_code.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {
namespace {

using namespace std::chrono_literals;

class BindTest : public ConsumerWorld {
 protected:
  static flows::BindReport bound(ConsumerId consumer, DealerId dealer, BindingRule rule, Instant now = kNow) {
    const auto report = bind(consumer, dealer, rule, now);
    EXPECT_TRUE(report.has_value());
    return *report;
  }
  static std::vector<db::Binding> history(ConsumerId consumer) {
    return run([&](db::Tx& tx) -> Result<std::vector<db::Binding>> {
      return db::binding_history(tx, consumer, {}).items;
    });
  }
  // Statements this session has run so far, this one included.
  static std::int64_t statements(db::Tx& tx) {
    return std::stoll(tx.one("SHOW SESSION STATUS LIKE 'Com_stmt_execute'")->text(1));
  }
};

TEST_F(BindTest, a_scan_binds_and_says_who_the_dealer_is) {
  const auto root = dealer();
  const auto li = person();
  const auto report = bound(li, root, kFirstTouch);
  EXPECT_EQ(report.outcome, BindOutcome::bound);
  ASSERT_TRUE(report.referrer.has_value());
  EXPECT_EQ(report.referrer->dealer_id, root);
  EXPECT_EQ(report.referrer->public_id, find_dealer(root).public_id);
  const auto kept = history(li);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].evidence.kind, EvidenceKind::scan);
  EXPECT_EQ(kept[0].evidence.text, code_of(root));
  EXPECT_EQ(kept[0].bound_at, kNow);
  EXPECT_EQ(kept[0].mode, BindingMode::first_touch);
}

TEST_F(BindTest, a_bind_takes_two_statements_a_rebind_three_and_a_bad_code_none) {
  const auto one = touch_of(dealer());
  const auto two = touch_of(dealer());
  const auto li = person();
  const auto statements_of = [&](const flows::ReferralTouch& touch) {
    return run([&](db::Tx& tx) -> Result<std::int64_t> {
      const auto before = statements(tx);
      const auto report = flows::bind_consumer(tx, {li, touch, kLastTouch, false}, kNow);
      EXPECT_EQ(report.has_value(), !touch.code.empty());
      return statements(tx) - before - 1;
    });
  };
  EXPECT_EQ(statements_of(one), 2);
  EXPECT_EQ(statements_of(one), 1);
  EXPECT_EQ(statements_of(two), 3);
  EXPECT_EQ(statements_of(test_codec().touch("0123456789ABCDEF", EvidenceKind::code)), 0);
}

TEST_F(BindTest, modes_meet_the_table_in_the_database_too) {
  const auto one = dealer();
  const auto two = dealer();
  const auto first = person();
  EXPECT_EQ(bound(first, one, kFirstTouch).outcome, BindOutcome::bound);
  EXPECT_EQ(bound(first, one, kFirstTouch).outcome, BindOutcome::already_bound);
  const auto kept = bound(first, two, kFirstTouch);
  EXPECT_EQ(kept.outcome, BindOutcome::kept);
  EXPECT_EQ(kept.referrer->dealer_id, one);
  EXPECT_EQ(bound(person(), one, kNewUsers).outcome, BindOutcome::not_new);

  const auto guarded = person();
  bound(guarded, one, kProtected30);
  EXPECT_EQ(bound(guarded, two, kProtected30, kNow + 30 * kDay - 1us).outcome, BindOutcome::under_protection);
  EXPECT_EQ(bound(guarded, two, kProtected30, kNow + 30 * kDay).outcome, BindOutcome::rebound);
  EXPECT_EQ(bound(guarded, two, kProtected30, kNow + 60 * kDay).outcome, BindOutcome::renewed);
  const auto all = history(guarded);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].protected_until, kNow + 90 * kDay);
  EXPECT_EQ(all[1].ended_reason, "renewed");
  EXPECT_EQ(all[2].ended_reason, "rebound");
  EXPECT_EQ(all[2].ended_at, all[1].bound_at);
}

TEST_F(BindTest, refusals_write_nothing) {
  const auto root = dealer();
  const auto child = dealer(root);
  const auto grandchild = dealer(child);
  const auto suspended = dealer();
  const auto suspended_touch = touch_of(suspended);
  suspend(suspended);
  const auto li = person();
  const auto refused = [&](ConsumerId consumer, const flows::ReferralTouch& touch) {
    const flows::BindConsumer command{consumer, touch, kLastTouch, false};
    const auto report = transact([&](db::Tx& tx) { return flows::bind_consumer(tx, command, kNow); });
    return report ? std::string("bound") : std::string(report.error().code());
  };
  EXPECT_EQ(refused(li, {"", EvidenceKind::code}), kReferralInvalid.code);
  EXPECT_EQ(refused(li, {fresh_code(), EvidenceKind::code}), kReferralUnknown.code);
  EXPECT_EQ(refused(li, suspended_touch), kReferralDealerSuspended.code);
  EXPECT_EQ(refused(consumer_of(root), touch_of(root)), kBindOwnCode.code);
  EXPECT_EQ(refused(consumer_of(root), touch_of(child)), kBindOwnDownline.code);
  EXPECT_EQ(refused(consumer_of(root), touch_of(grandchild)), kBindOwnDownline.code);
  EXPECT_EQ(refused(ConsumerId{999'999}, touch_of(root)), kConsumerGone.code);
  EXPECT_EQ(count("SELECT COUNT(*) FROM binding"), 0);
  EXPECT_EQ(refused(consumer_of(grandchild), touch_of(root)), "bound");
}

TEST_F(BindTest, a_cycle_over_two_and_over_three_dealers_is_refused) {
  const auto a = dealer();
  const auto b = dealer();
  const auto c = dealer();
  EXPECT_EQ(bound(consumer_of(b), a, kLastTouch).outcome, BindOutcome::bound);
  EXPECT_TRUE(bind(consumer_of(a), b, kLastTouch).refused_with(kBindOwnDownline));
  EXPECT_EQ(bound(consumer_of(c), b, kLastTouch).outcome, BindOutcome::bound);
  EXPECT_TRUE(bind(consumer_of(a), c, kLastTouch).refused_with(kBindOwnDownline));
  // The line goes by parents as well as by referrers: c's child leads to c, b, a.
  EXPECT_TRUE(bind(consumer_of(a), dealer(c), kLastTouch).refused_with(kBindOwnDownline));
}

TEST_F(BindTest, a_revoked_code_is_refused_its_bindings_stay_and_the_dealer_gets_another) {
  const auto root = dealer();
  const auto li = person();
  bound(li, root, kFirstTouch);
  const auto old = code_of(root);
  const auto revoke = [&](DealerId by) {
    return transact([&](db::Tx& tx) { return flows::revoke_referral_code(tx, {by, old}, kNow); });
  };
  EXPECT_TRUE(revoke(dealer()).refused_with(kReferralUnknown));
  EXPECT_TRUE(revoke(root).has_value());
  EXPECT_TRUE(revoke(root).refused_with(kReferralRevoked));
  const flows::BindConsumer stale{person(), {old, EvidenceKind::scan}, kFirstTouch, false};
  EXPECT_TRUE(transact([&](db::Tx& tx) {
                return flows::bind_consumer(tx, stale, kNow);
              }).refused_with(kReferralRevoked));
  EXPECT_EQ(referrer_of(li), root);
  EXPECT_NE(code_of(root), old);
  EXPECT_EQ(code_of(root), code_of(root));
}

TEST_F(BindTest, a_campaign_code_binds_between_its_dates_and_is_kept_as_evidence) {
  const auto root = dealer();
  const flows::CreateCampaign create{fresh_ulid(), "双十一", {kNow, kNow + kDay}, kOperator};
  const auto campaign = run([&](db::Tx& tx) { return flows::create_campaign(tx, create, kNow - 1h); });
  const auto code = code_of(root, campaign.public_id, kNow - 1h);
  EXPECT_NE(code, code_of(root));
  EXPECT_EQ(code, code_of(root, campaign.public_id));
  const auto touch = [&](ConsumerId consumer, Instant now) {
    return transact([&](db::Tx& tx) {
      return flows::bind_consumer(tx, {consumer, {code, EvidenceKind::scan}, kFirstTouch, false}, now);
    });
  };
  const auto li = person();
  EXPECT_TRUE(touch(li, kNow - 1us).refused_with(kCampaignClosed));
  EXPECT_TRUE(touch(li, kNow + kDay).refused_with(kCampaignClosed));
  EXPECT_TRUE(touch(li, kNow + kDay - 1us).has_value());
  EXPECT_EQ(history(li).front().campaign_id, campaign.id);
  const flows::EnsureReferralCode late{dealer(), campaign.public_id, fresh_code()};
  EXPECT_TRUE(transact([&](db::Tx& tx) {
                return flows::ensure_referral_code(tx, late, kNow + kDay);
              }).refused_with(kCampaignClosed));
}

TEST_F(BindTest, a_scene_never_stops_a_login) {
  const auto root = dealer();
  const auto suspended = dealer();
  const auto suspended_touch = touch_of(suspended);
  suspend(suspended);
  struct Case {
    flows::ReferralTouch touch;
    BindOutcome expected;
  };
  const std::vector<Case> cases = {{{"", EvidenceKind::scan}, BindOutcome::code_invalid},
                                   {{fresh_code(), EvidenceKind::scan}, BindOutcome::code_unknown},
                                   {suspended_touch, BindOutcome::dealer_suspended},
                                   {touch_of(root), BindOutcome::bound}};
  for (const auto& [touch, expected] : cases) {
    const auto logged_in = log_in(login_of(fresh_ulid(), touch, kNewUsers));
    EXPECT_EQ(logged_in.scene, expected);
    EXPECT_EQ(logged_in.referrer.has_value(), expected == BindOutcome::bound);
  }
  log_in(login_of("old"));
  EXPECT_EQ(log_in(login_of("old", touch_of(root), kNewUsers)).scene, BindOutcome::not_new);
}

TEST_F(BindTest, the_upline_is_known_as_of_any_instant) {
  const auto root = dealer();
  const auto child = dealer(root);
  const auto leaf = dealer(child);
  const auto other = dealer();
  const auto li = person();
  bound(li, leaf, kLastTouch, kNow);
  bound(li, other, kLastTouch, kNow + 2h);
  const auto upline = [&](Instant at) {
    return run([&](db::Tx& tx) -> Result<std::vector<DealerId>> { return db::upline_as_of(tx, li, at); });
  };
  EXPECT_EQ(upline(kNow - 1us), std::vector<DealerId>{});
  EXPECT_EQ(upline(kNow), (std::vector{leaf, child, root}));
  EXPECT_EQ(upline(kNow + 2h - 1us), (std::vector{leaf, child, root}));
  EXPECT_EQ(upline(kNow + 2h), std::vector{other});

  // A later move of the dealer does not rewrite what was true before it.
  run([&](db::Tx& tx) -> Result<int> {
    const PlaceChange change{leaf, other, 2};
    db::change_places(tx, {&change, 1}, kNow + 1h, "moved", kOperator);
    return 0;
  });
  EXPECT_EQ(upline(kNow + 1h - 1us), (std::vector{leaf, child, root}));
  EXPECT_EQ(upline(kNow + 1h), (std::vector{leaf, other}));
}

TEST_F(BindTest, what_an_order_was_paid_under_never_changes_afterwards) {
  const auto one = dealer();
  const auto two = dealer();
  const auto li = person();
  bound(li, one, kLastTouch, kNow);
  const auto before = history(li).front();
  bound(li, two, kLastTouch, kNow + 1h);
  suspend(one);
  const auto in_force =
      run([&](db::Tx& tx) -> Result<db::Binding> { return *db::binding_in_force(tx, li, kNow + 30min); });
  EXPECT_EQ(in_force.id, before.id);
  EXPECT_EQ(in_force.dealer_id, one);
  EXPECT_EQ(in_force.bound_at, before.bound_at);
}

TEST_F(BindTest, a_dealer_lists_only_its_own_customers_newest_first_and_masked) {
  const auto root = dealer();
  const auto child = dealer(root);
  std::vector<ConsumerId> mine;
  for (int i = 0; i < 5; ++i) {
    mine.push_back(person());
    bound(mine.back(), root, kFirstTouch);
    bound(person(), child, kFirstTouch);
  }
  run([&](db::Tx& tx) -> Result<int> {
    tx.execute_one("UPDATE consumer SET nickname = '李小龙', phone_masked = '138****5678' WHERE id = ?",
                   {mine[4]});
    return 0;
  });
  std::vector<db::Customer> listed;
  PageRequest request{0, 2};
  do {
    const auto page =
        run([&](db::Tx& tx) -> Result<Page<db::Customer>> { return db::list_customers(tx, root, request); });
    EXPECT_LE(page.items.size(), 2U);
    listed.insert(listed.end(), page.items.begin(), page.items.end());
    request.after = page.next;
  } while (request.after != 0);
  ASSERT_EQ(listed.size(), 5U);
  EXPECT_EQ(listed.front().name_masked, "李**");
  EXPECT_EQ(listed.front().phone_masked, "138****5678");
  EXPECT_GT(listed.front().binding_id, listed.back().binding_id);
  EXPECT_EQ(run([&](db::Tx& tx) -> Result<std::int64_t> { return db::count_customers(tx, root); }), 5);
}

TEST_F(BindTest, a_bind_does_not_wait_for_the_dealers_row_or_its_code) {
  const auto root = dealer();
  const auto touch = touch_of(root);
  const auto li = person();
  db::Connection other(database().options());
  const auto held = other.transact([&](db::Tx& holder) -> Result<int> {
    db::lock_dealer(holder, root);
    holder.one("SELECT code FROM referral_code WHERE code = ? FOR UPDATE", {touch.code});
    const auto report = transact([&](db::Tx& tx) {
      tx.execute("SET innodb_lock_wait_timeout = 1");
      return flows::bind_consumer(tx, {li, touch, kFirstTouch, false}, kNow);
    });
    EXPECT_TRUE(report.has_value());
    return 0;
  });
  EXPECT_TRUE(held.has_value());
}

}  // namespace
}  // namespace fenrun::testing
