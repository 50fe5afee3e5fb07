#include "domain/commission/plan.hpp"

#include <algorithm>

#include "domain/commission/legal_guard.hpp"
#include "domain/text.hpp"

namespace fenrun {
namespace {

struct RuleFault {
  std::string_view zh;
  std::string_view en;
};

constexpr RuleFault kFaultLevel{"规则的层级超出方案所付层级",
                                "The rule is for a level that the plan does not pay"};
constexpr RuleFault kFaultRate{"比例须为 0 至 1000000（百万分之一）",
                               "A rate is 0 to 1,000,000 parts per million"};
constexpr RuleFault kFaultPerUnit{"每件金额须为 0 至一百万元", "An amount per unit is 0 to 1,000,000 yuan"};
constexpr RuleFault kFaultSteps{"阶梯须有 1 至 10 级，从 0 起递增",
                                "A ladder has 1 to 10 ascending steps, the first from 0"};
constexpr RuleFault kFaultForeign{"规则带有其类型不使用的字段",
                                  "The rule has fields that its kind does not use"};
constexpr RuleFault kFaultDates{"失效时间须晚于生效时间", "A rule must end after it begins"};
constexpr RuleFault kFaultBelowDifferential{
    "级差规则之下的层级只能使用按比例的规则，否则金额与比例无法相减",
    "Below a differential rule only rates of the base can stand: an amount cannot be taken from a rate"};

bool is_rate(Ppm rate) { return rate.value >= 0 && rate <= kPpmWhole; }

bool is_good_ladder(const std::vector<LadderStep>& steps) {
  if (steps.empty() || steps.size() > kLadderStepsMax || steps.front().from_fen.value != 0) return false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!is_rate(steps[i].rate)) return false;
    if (i > 0 && steps[i].from_fen <= steps[i - 1].from_fen) return false;
  }
  return true;
}

const RuleFault* fault_of_amounts(const CommissionRule& rule) {
  switch (rule.kind) {
    case RuleKind::rate:
    case RuleKind::profit:
    case RuleKind::differential:
      if (rule.per_unit_fen.value != 0 || !rule.steps.empty()) return &kFaultForeign;
      return is_rate(rule.rate) ? nullptr : &kFaultRate;
    case RuleKind::fixed:
      if (rule.rate.value != 0 || !rule.steps.empty()) return &kFaultForeign;
      return rule.per_unit_fen.value >= 0 && rule.per_unit_fen <= kPerUnitMax ? nullptr : &kFaultPerUnit;
    case RuleKind::ladder:
      if (rule.rate.value != 0 || rule.per_unit_fen.value != 0) return &kFaultForeign;
      return is_good_ladder(rule.steps) ? nullptr : &kFaultSteps;
  }
  return nullptr;
}

bool pays_a_rate_of_the_base(RuleKind kind) {
  return kind == RuleKind::rate || kind == RuleKind::ladder || kind == RuleKind::differential;
}

bool stands_below_a_differential(const CommissionPlan& plan, const CommissionRule& rule) {
  return std::ranges::any_of(plan.rules, [&](const CommissionRule& other) {
    return other.kind == RuleKind::differential && other.level > rule.level;
  });
}

const RuleFault* fault_of(const CommissionPlan& plan, const CommissionRule& rule) {
  if (rule.level > plan.deepest_level) return &kFaultLevel;
  if (const RuleFault* fault = fault_of_amounts(rule)) return fault;
  if (rule.valid_from && rule.valid_until && *rule.valid_until <= *rule.valid_from) return &kFaultDates;
  if (!pays_a_rate_of_the_base(rule.kind) && stands_below_a_differential(plan, rule))
    return &kFaultBelowDifferential;
  return nullptr;
}

std::string rule_pointer(std::size_t index) { return "/rules/" + std::to_string(index); }

std::vector<FieldError> rule_faults(const CommissionPlan& plan) {
  std::vector<FieldError> fields;
  for (std::size_t i = 0; i < plan.rules.size(); ++i) {
    const RuleFault* fault = fault_of(plan, plan.rules[i]);
    if (fault != nullptr) fields.push_back({rule_pointer(i), fault->zh, fault->en});
  }
  return fields;
}

std::vector<FieldError> rule_ties(const CommissionPlan& plan) {
  std::vector<FieldError> fields;
  for (std::size_t i = 0; i < plan.rules.size(); ++i) {
    const auto first = plan.rules.begin();
    if (std::any_of(first, first + static_cast<std::ptrdiff_t>(i),
                    [&](const CommissionRule& earlier) { return is_tie(earlier, plan.rules[i]); })) {
      fields.push_back({rule_pointer(i), "与前面的规则范围相同且有效期重叠",
                        "The scope is that of an earlier rule, and the dates overlap"});
    }
  }
  return fields;
}

bool fits(const CommissionRule& rule, const RuleQuestion& question) {
  const RuleScope& scope = rule.scope;
  return rule.level == question.level && rule.is_valid_at(question.at) &&
         (!scope.dealer.is_set() || scope.dealer == question.dealer) &&
         (!scope.sku.is_set() || scope.sku == question.sku) &&
         (!scope.product.is_set() || scope.product == question.product) &&
         (!scope.category.is_set() || scope.category == question.category) &&
         (!scope.tier.is_set() || scope.tier == question.tier) &&
         (!scope.channel || *scope.channel == question.channel);
}

}  // namespace

Done check_plan(const CommissionPlan& plan) {
  if (!is_one_line(plan.name, 1, kPlanNameMax)) return kPlanNameInvalid;
  if (plan.rules.empty() || plan.rules.size() > kPlanRulesMax) return kPlanRuleCountInvalid;
  for (const auto& cap : {plan.order_cap_fen, plan.dealer_month_cap_fen}) {
    if (cap && cap->value <= 0) return kPlanCapInvalid;
  }
  if (auto fields = forbidden_totals(plan); !fields.empty()) return Error(kPlanForbidden, std::move(fields));
  if (auto fields = rule_faults(plan); !fields.empty()) return Error(kPlanRuleInvalid, std::move(fields));
  if (auto fields = rule_ties(plan); !fields.empty()) return Error(kPlanTies, std::move(fields));
  return {};
}

Done decide_publication(const PublicationFacts& facts, Instant now) {
  if (facts.is_published) return kPlanPublished;
  if (facts.made_by == facts.published_by) return kPlanSameHands;
  if (!facts.is_simulated) return kPlanNotSimulated;
  if (facts.deepest_level == PaidLevel::third && !facts.is_acknowledged) return kPlanNotAcknowledged;
  if (facts.effective_from < now) return kPlanEffectInPast;
  if (facts.is_effect_taken) return kPlanEffectTaken;
  return {};
}

const CommissionRule* find_rule(const CommissionPlan& plan, const RuleQuestion& question) {
  const CommissionRule* best = nullptr;
  for (const CommissionRule& rule : plan.rules) {
    if (!fits(rule, question)) continue;
    if (best == nullptr || rule.scope.specificity() > best->scope.specificity()) best = &rule;
  }
  return best;
}

}  // namespace fenrun
