#include "domain/commission/legal_guard.hpp"

#include <gtest/gtest.h>

#include "tests/domain/commission/text_table.hpp"

namespace fenrun::testing {
namespace {

TEST(LegalGuardTest, every_forbidden_shape_is_recognised_and_its_rule_cited) {
  int shapes = 0;
  for (const TableRow& row : read_table("legal_shapes.txt")) {
    const LegalRule* law = forbidden_by(row.text("name"), row.text("value"));
    ASSERT_NE(law, nullptr) << row.text("name") << " = " << row.text("value");
    EXPECT_EQ(law->code, row.text("cites")) << row.text("name") << " = " << row.text("value");
    ++shapes;
  }
  EXPECT_GE(shapes, 50);
}

TEST(LegalGuardTest, lawful_fields_are_no_attempts) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"name", "秋季方案"},           {"deepest_level", "3"},
      {"self_purchase_pays", "true"}, {"order_cap_fen", "100000"},
      {"dealer_month_cap_fen", "1"},  {"rules.level", "1"},
      {"rules.kind", "rate"},         {"rules.kind", "fixed"},
      {"rules.kind", "profit"},       {"rules.kind", "ladder"},
      {"rules.kind", "differential"}, {"rules.rate_ppm", "1000000"},
      {"rules.per_unit_fen", "500"},  {"rules.channel", "push"},
      {"rules.dealer_id", "44"},      {"rules.product_id", "4"},
      {"rules.tier_id", "4"},         {"rules.valid_from", "2026-12-01T00:00:00+08:00"},
  };
  for (const auto& [name, value] : cases) EXPECT_EQ(forbidden_by(name, value), nullptr) << name;
}

CommissionRule guard_rule(PaidLevel level, RuleKind kind, std::int64_t ppm) {
  CommissionRule rule;
  rule.level = level;
  rule.kind = kind;
  rule.rate = Ppm{ppm};
  return rule;
}

TEST(LegalGuardTest, all_levels_together_are_at_most_the_base) {
  using enum PaidLevel;
  struct Case {
    const char* what;
    std::vector<CommissionRule> rules;
    bool is_forbidden;
  };
  const Case cases[] = {
      {"exactly all",
       {guard_rule(first, RuleKind::rate, 600'000), guard_rule(second, RuleKind::rate, 400'000)},
       false},
      {"a millionth more",
       {guard_rule(first, RuleKind::rate, 600'001), guard_rule(second, RuleKind::rate, 400'000)},
       true},
      {"a differential does not add up",
       {guard_rule(first, RuleKind::rate, 600'000), guard_rule(second, RuleKind::differential, 900'000)},
       false},
      {"a rate above a differential does",
       {guard_rule(first, RuleKind::rate, 600'000), guard_rule(second, RuleKind::differential, 900'000),
        guard_rule(third, RuleKind::rate, 100'001)},
       true},
      {"profit counts as the base",
       {guard_rule(first, RuleKind::profit, 700'000), guard_rule(second, RuleKind::rate, 300'001)},
       true},
  };
  for (const Case& c : cases) {
    CommissionPlan plan;
    plan.rules = c.rules;
    EXPECT_EQ(!forbidden_totals(plan).empty(), c.is_forbidden) << c.what;
  }
}

}  // namespace
}  // namespace fenrun::testing
