#include "domain/commission/plan.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace fenrun {
namespace {

constexpr Instant kPlanDay{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};

CommissionRule plan_rule(std::int64_t ppm) {
  CommissionRule rule;
  rule.rate = Ppm{ppm};
  return rule;
}

CommissionPlan good_plan() {
  CommissionPlan plan;
  plan.name = "秋季方案";
  plan.rules.push_back(plan_rule(50'000));
  return plan;
}

TEST(CommissionPlanTest, refusals_in_order) {
  struct Case {
    const char* what;
    std::function<void(CommissionPlan&)> change;
    const char* outcome;
  };
  const auto as_is = [](CommissionPlan&) {};
  const Case cases[] = {
      {"good", as_is, "made"},
      {"no name", [](CommissionPlan& plan) { plan.name = ""; }, "commission_plan.name_invalid"},
      {"name comes before rules", [](CommissionPlan& plan) { plan.name = " ", plan.rules.clear(); },
       "commission_plan.name_invalid"},
      {"no rules", [](CommissionPlan& plan) { plan.rules.clear(); }, "commission_plan.rule_count_invalid"},
      {"the most rules",
       [](CommissionPlan& plan) {
         for (std::int64_t i = 1; i < 500; ++i) {
           plan.rules.push_back(plan_rule(1));
           plan.rules.back().scope.sku = SkuId{i};
         }
       },
       "made"},
      {"one rule more", [](CommissionPlan& plan) { plan.rules.resize(501); },
       "commission_plan.rule_count_invalid"},
      {"a cap of nothing", [](CommissionPlan& plan) { plan.order_cap_fen = Fen{0}; },
       "commission_plan.cap_invalid"},
      {"a cap of one fen", [](CommissionPlan& plan) { plan.dealer_month_cap_fen = Fen{1}; }, "made"},
      {"more than all", [](CommissionPlan& plan) { plan.rules[0].rate = Ppm{1'000'001}; },
       "commission_plan.forbidden"},
      {"all", [](CommissionPlan& plan) { plan.rules[0].rate = Ppm{1'000'000}; }, "made"},
      {"less than nothing", [](CommissionPlan& plan) { plan.rules[0].rate = Ppm{-1}; },
       "commission_plan.rule_invalid"},
      {"the third level in a plan that pays two",
       [](CommissionPlan& plan) { plan.rules[0].level = PaidLevel::third; }, "commission_plan.rule_invalid"},
      {"a rate with an amount", [](CommissionPlan& plan) { plan.rules[0].per_unit_fen = Fen{1}; },
       "commission_plan.rule_invalid"},
      {"an amount with a rate", [](CommissionPlan& plan) { plan.rules[0].kind = RuleKind::fixed; },
       "commission_plan.rule_invalid"},
      {"a ladder without steps",
       [](CommissionPlan& plan) { plan.rules[0].kind = RuleKind::ladder, plan.rules[0].rate = Ppm{}; },
       "commission_plan.rule_invalid"},
      {"a ladder that does not begin at 0",
       [](CommissionPlan& plan) {
         plan.rules[0].kind = RuleKind::ladder;
         plan.rules[0].rate = Ppm{};
         plan.rules[0].steps = {{Fen{1}, Ppm{1}}};
       },
       "commission_plan.rule_invalid"},
      {"a ladder that stands still",
       [](CommissionPlan& plan) {
         plan.rules[0].kind = RuleKind::ladder;
         plan.rules[0].rate = Ppm{};
         plan.rules[0].steps = {{Fen{0}, Ppm{1}}, {Fen{5}, Ppm{2}}, {Fen{5}, Ppm{3}}};
       },
       "commission_plan.rule_invalid"},
      {"an end before the beginning",
       [](CommissionPlan& plan) {
         plan.rules[0].valid_from = kPlanDay, plan.rules[0].valid_until = kPlanDay;
       },
       "commission_plan.rule_invalid"},
      {"an amount below a differential",
       [](CommissionPlan& plan) {
         plan.rules[0].kind = RuleKind::profit;
         plan.rules.push_back(plan_rule(1));
         plan.rules[1].kind = RuleKind::differential;
         plan.rules[1].level = PaidLevel::second;
       },
       "commission_plan.rule_invalid"},
      {"the same scope twice", [](CommissionPlan& plan) { plan.rules.push_back(plan_rule(60'000)); },
       "commission_plan.ties"},
      // D-21b: 500 fen and 20 % never meet in a comparison.
      {"an amount and a rate of the same scope",
       [](CommissionPlan& plan) {
         plan.rules.emplace_back().kind = RuleKind::fixed;
         plan.rules[1].per_unit_fen = Fen{500};
       },
       "commission_plan.ties"},
      {"the same scope at another level",
       [](CommissionPlan& plan) {
         plan.rules.push_back(plan_rule(1));
         plan.rules[1].level = PaidLevel::second;
       },
       "made"},
      {"one after the other",
       [](CommissionPlan& plan) {
         plan.rules.push_back(plan_rule(1));
         plan.rules[0].valid_until = kPlanDay;
         plan.rules[1].valid_from = kPlanDay;
       },
       "made"},
      {"one instant in common",
       [](CommissionPlan& plan) {
         plan.rules.push_back(plan_rule(1));
         plan.rules[0].valid_until = kPlanDay + std::chrono::microseconds(1);
         plan.rules[1].valid_from = kPlanDay;
       },
       "commission_plan.ties"},
      {"different scopes of one kind",
       [](CommissionPlan& plan) {
         plan.rules.push_back(plan_rule(1));
         plan.rules[0].scope.product = ProductId{1};
         plan.rules[1].scope.product = ProductId{2};
       },
       "made"},
  };
  for (const Case& c : cases) {
    CommissionPlan plan = good_plan();
    c.change(plan);
    const Done checked = check_plan(plan);
    EXPECT_EQ(checked ? "made" : checked.error().code(), c.outcome) << c.what;
  }
}

TEST(CommissionPlanTest, the_rules_concerned_are_named) {
  CommissionPlan plan = good_plan();
  plan.rules.push_back(plan_rule(1));
  plan.rules[1].scope.sku = SkuId{1};
  plan.rules.push_back(plan_rule(2));
  const Done refused = check_plan(plan);
  ASSERT_TRUE(refused.refused_with(kPlanTies));
  ASSERT_EQ(refused.error().fields().size(), 1U);
  EXPECT_EQ(refused.error().fields()[0].pointer, "/rules/2");
}

TEST(CommissionPlanTest, precedence_is_dealer_sku_product_category_tier_channel) {
  const std::function<void(RuleScope&)> narrower[] = {
      [](RuleScope&) {},
      [](RuleScope& scope) { scope.channel = SaleChannel::mini_program; },
      [](RuleScope& scope) { scope.tier = TierId{1}; },
      [](RuleScope& scope) { scope.category = CategoryId{1}; },
      [](RuleScope& scope) { scope.product = ProductId{1}; },
      [](RuleScope& scope) { scope.sku = SkuId{1}; },
      [](RuleScope& scope) { scope.dealer = DealerId{1}; },
  };
  int last = -1;
  RuleScope all;
  for (const auto& name_one : narrower) {
    RuleScope one;
    name_one(one);
    EXPECT_GT(one.specificity(), last);
    name_one(all);
    EXPECT_GE(all.specificity(), one.specificity());
    last = all.specificity();
  }
}

}  // namespace
}  // namespace fenrun
