#include "domain/binding/decide_binding.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <tuple>
#include <vector>

namespace fenrun {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

constexpr Instant kNow{std::chrono::microseconds{1'795'000'000'000'000}};
constexpr DealerId kScanned{7};
constexpr DealerId kOther{8};
constexpr DealerId kOwn{9};
constexpr auto kTick = 1us;

constexpr BindingRule kFirst{BindingMode::first_touch, days{0}};
constexpr BindingRule kNewUsers{BindingMode::new_users, days{0}};
constexpr BindingRule kLast{BindingMode::last_touch, days{0}};
constexpr BindingRule kProtected{BindingMode::protected_days, days{30}};

BindingFacts touching(std::optional<CurrentBinding> current, bool is_new = false) {
  BindingFacts facts;
  facts.current = current;
  facts.referrer = Referrer{kScanned, true, true, true};
  facts.is_new_consumer = is_new;
  return facts;
}

CurrentBinding bound_to(DealerId dealer, Instant at, std::optional<Instant> protected_until = std::nullopt) {
  return {BindingId{1}, dealer, at, protected_until};
}

struct ModeRow {
  const char* situation;
  BindingRule rule;
  BindingFacts facts;
  BindOutcome expected;
};

std::vector<ModeRow> mode_table() {
  const auto unbound_new = touching(std::nullopt, true);
  const auto unbound_old = touching(std::nullopt, false);
  const auto same = touching(bound_to(kScanned, kNow - days{400}));
  const auto other = touching(bound_to(kOther, kNow - days{400}));
  const auto same_until = [](Instant until) { return touching(bound_to(kScanned, kNow - days{400}, until)); };
  const auto other_until = [](Instant until) { return touching(bound_to(kOther, kNow - days{400}, until)); };
  const auto other_since = [](Instant at) { return touching(bound_to(kOther, at)); };
  return {
      {"first touch, new", kFirst, unbound_new, BindOutcome::bound},
      {"first touch, old without referrer", kFirst, unbound_old, BindOutcome::bound},
      {"first touch, same dealer", kFirst, same, BindOutcome::already_bound},
      {"first touch, another dealer after years", kFirst, other, BindOutcome::kept},
      {"first touch, a protection that ran out", kFirst, other_until(kNow - days{1}), BindOutcome::kept},

      {"new users, new", kNewUsers, unbound_new, BindOutcome::bound},
      {"new users, old without referrer", kNewUsers, unbound_old, BindOutcome::not_new},
      {"new users, same dealer", kNewUsers, same, BindOutcome::already_bound},
      {"new users, another dealer", kNewUsers, other, BindOutcome::kept},

      {"last touch, new", kLast, unbound_new, BindOutcome::bound},
      {"last touch, old without referrer", kLast, unbound_old, BindOutcome::bound},
      {"last touch, same dealer", kLast, same, BindOutcome::already_bound},
      {"last touch, another dealer", kLast, other, BindOutcome::rebound},
      {"last touch, inside a protection", kLast, other_until(kNow + days{1}), BindOutcome::rebound},

      {"protected, new", kProtected, unbound_new, BindOutcome::bound},
      {"protected, old without referrer", kProtected, unbound_old, BindOutcome::bound},
      {"protected, other, last instant", kProtected, other_until(kNow + kTick),
       BindOutcome::under_protection},
      {"protected, other, first free instant", kProtected, other_until(kNow), BindOutcome::rebound},
      {"protected, other, long free", kProtected, other_until(kNow - days{99}), BindOutcome::rebound},
      {"protected, same, last instant", kProtected, same_until(kNow + kTick), BindOutcome::already_bound},
      {"protected, same, first free instant", kProtected, same_until(kNow), BindOutcome::renewed},
      {"protected, bound under another mode, inside the days", kProtected,
       other_since(kNow - days{30} + kTick), BindOutcome::under_protection},
      {"protected, bound under another mode, days over", kProtected, other_since(kNow - days{30}),
       BindOutcome::rebound},
  };
}

TEST(DecideBinding, each_mode_in_each_state_on_both_sides_of_each_limit) {
  for (const auto& row : mode_table()) {
    const auto decided = decide_binding(row.rule, row.facts, kNow);
    EXPECT_EQ(to_text(decided.outcome), to_text(row.expected)) << row.situation;
  }
}

TEST(DecideBinding, objections_come_in_their_order_whatever_the_mode) {
  for (const auto& rule : {kFirst, kNewUsers, kLast, kProtected}) {
    BindingFacts facts = touching(bound_to(kOther, kNow - days{400}, kNow));
    facts.own_dealership = kScanned;
    facts.leads_back = true;
    facts.referrer.reset();
    EXPECT_EQ(decide_binding(rule, facts, kNow).outcome, BindOutcome::code_unknown);
    facts.referrer = Referrer{kScanned, false, false, false};
    EXPECT_EQ(decide_binding(rule, facts, kNow).outcome, BindOutcome::code_revoked);
    facts.referrer->code_is_live = true;
    EXPECT_EQ(decide_binding(rule, facts, kNow).outcome, BindOutcome::campaign_closed);
    facts.referrer->campaign_is_running = true;
    EXPECT_EQ(decide_binding(rule, facts, kNow).outcome, BindOutcome::dealer_suspended);
    facts.referrer->is_active = true;
    EXPECT_EQ(decide_binding(rule, facts, kNow).outcome, BindOutcome::own_code);
    facts.own_dealership = kOwn;
    EXPECT_EQ(decide_binding(rule, facts, kNow).outcome, BindOutcome::own_downline);
    facts.leads_back = false;
    EXPECT_EQ(refusal(decide_binding(rule, facts, kNow).outcome), nullptr);
  }
}

TEST(DecideBinding, a_line_is_read_only_for_a_consumer_who_is_another_dealer) {
  auto facts = touching(std::nullopt);
  EXPECT_FALSE(needs_line(facts));
  facts.own_dealership = kOwn;
  EXPECT_TRUE(needs_line(facts));
  facts.own_dealership = kScanned;
  EXPECT_FALSE(needs_line(facts));
  facts.own_dealership = kOwn;
  facts.referrer.reset();
  EXPECT_FALSE(needs_line(facts));
}

TEST(DecideBinding, protection_counts_from_the_start_of_the_new_binding) {
  const auto fresh = decide_binding(kProtected, touching(std::nullopt), kNow);
  EXPECT_EQ(fresh.starts_at, kNow);
  EXPECT_EQ(fresh.protected_until, kNow + days{30});
  EXPECT_EQ(decide_binding(kLast, touching(std::nullopt), kNow).protected_until, std::nullopt);
}

TEST(DecideBinding, a_clock_that_lags_behind_the_current_binding_makes_no_overlap) {
  const auto ahead = kNow + 5s;
  const auto decided = decide_binding(kLast, touching(bound_to(kOther, ahead)), kNow);
  EXPECT_EQ(decided.outcome, BindOutcome::rebound);
  EXPECT_EQ(decided.starts_at, ahead);
}

TEST(DecideAttribution, staff_overrides_mode_and_protection_but_no_objection) {
  for (const auto& rule : {kFirst, kNewUsers, kLast, kProtected}) {
    auto facts = touching(bound_to(kOther, kNow - days{1}, kNow + days{29}));
    EXPECT_EQ(decide_attribution(rule, facts, kNow).outcome, BindOutcome::rebound);
    facts.current->dealer = kScanned;
    EXPECT_EQ(decide_attribution(rule, facts, kNow).outcome, BindOutcome::already_bound);
    facts.current.reset();
    EXPECT_EQ(decide_attribution(rule, facts, kNow).outcome, BindOutcome::bound);
    facts.own_dealership = kOwn;
    facts.leads_back = true;
    EXPECT_EQ(decide_attribution(rule, facts, kNow).outcome, BindOutcome::own_downline);
    facts.referrer->is_active = false;
    EXPECT_EQ(decide_attribution(rule, facts, kNow).outcome, BindOutcome::dealer_suspended);
  }
}

TEST(BindingRule, protection_is_one_day_to_ten_years_where_the_mode_needs_it) {
  const std::vector<std::tuple<BindingRule, bool>> table = {
      {{BindingMode::protected_days, days{0}}, false},   {{BindingMode::protected_days, days{1}}, true},
      {{BindingMode::protected_days, days{3650}}, true}, {{BindingMode::protected_days, days{3651}}, false},
      {{BindingMode::first_touch, days{0}}, true},       {{BindingMode::last_touch, days{-1}}, true},
  };
  for (const auto& [rule, expected] : table) {
    EXPECT_EQ(is_valid(rule), expected) << to_text(rule.mode) << " " << rule.protection.count();
  }
}

TEST(BindingRule, words_read_back_as_what_they_were) {
  for (const auto mode : {BindingMode::first_touch, BindingMode::new_users, BindingMode::last_touch,
                          BindingMode::protected_days}) {
    EXPECT_EQ(binding_mode_from(to_text(mode)), mode);
  }
  EXPECT_EQ(binding_mode_from("forever"), std::nullopt);
}

}  // namespace
}  // namespace fenrun
