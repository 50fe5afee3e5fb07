#include "domain/commission/rule.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

bool validity_overlaps(const CommissionRule& left, const CommissionRule& right) {
  const bool left_ends_first = left.valid_until && right.valid_from && *left.valid_until <= *right.valid_from;
  const bool right_ends_first =
      right.valid_until && left.valid_from && *right.valid_until <= *left.valid_from;
  return !left_ends_first && !right_ends_first;
}

}  // namespace

int RuleScope::specificity() const {
  int number = 0;
  for (const bool is_named : {dealer.is_set(), sku.is_set(), product.is_set(), category.is_set(),
                              tier.is_set(), channel.has_value()}) {
    number = number * 2 + (is_named ? 1 : 0);
  }
  return number;
}

Ppm CommissionRule::rate_max() const {
  switch (kind) {
    case RuleKind::rate:
    case RuleKind::profit:  // the profit is at most the base
    case RuleKind::differential:
      return rate;
    case RuleKind::ladder: {
      Ppm highest;
      for (const LadderStep& step : steps) highest = std::max(highest, step.rate);
      return highest;
    }
    case RuleKind::fixed:
      return Ppm{0};
  }
  FENRUN_UNREACHABLE("rule kind");
}

bool CommissionRule::is_valid_at(Instant instant) const {
  return (!valid_from || *valid_from <= instant) && (!valid_until || instant < *valid_until);
}

const LadderStep& step_for(const CommissionRule& rule, Fen volume) {
  FENRUN_ASSERT(rule.kind == RuleKind::ladder && !rule.steps.empty());
  const LadderStep* reached = &rule.steps.front();
  for (const LadderStep& step : rule.steps) {
    if (step.from_fen <= volume) reached = &step;
  }
  return *reached;
}

bool is_tie(const CommissionRule& left, const CommissionRule& right) {
  return left.level == right.level && left.scope == right.scope && validity_overlaps(left, right);
}

}  // namespace fenrun
