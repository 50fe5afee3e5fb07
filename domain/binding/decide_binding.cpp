#include "domain/binding/decide_binding.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace fenrun {
namespace {

// What speaks against the referrer, whatever the mode.
std::optional<BindOutcome> objection(const BindingFacts& facts) {
  if (!facts.referrer) return BindOutcome::code_unknown;
  if (!facts.referrer->code_is_live) return BindOutcome::code_revoked;
  if (!facts.referrer->campaign_is_running) return BindOutcome::campaign_closed;
  if (!facts.referrer->is_active) return BindOutcome::dealer_suspended;
  if (facts.own_dealership.is_set() && facts.own_dealership == facts.referrer->dealer)
    return BindOutcome::own_code;
  if (facts.own_dealership.is_set() && facts.leads_back) return BindOutcome::own_downline;
  return std::nullopt;
}

// A binding made under another mode carries no date of its own: the rule in force now gives it one.
Instant free_from(const BindingRule& rule, const CurrentBinding& current) {
  return current.protected_until.value_or(current.bound_at + rule.protection);
}

BindOutcome by_mode(const BindingRule& rule, const BindingFacts& facts, Instant now) {
  if (!facts.current) {
    const bool only_new = rule.mode == BindingMode::new_users;
    return only_new && !facts.is_new_consumer ? BindOutcome::not_new : BindOutcome::bound;
  }
  const bool same = facts.current->dealer == facts.referrer->dealer;
  switch (rule.mode) {
    case BindingMode::first_touch:
    case BindingMode::new_users:
      return same ? BindOutcome::already_bound : BindOutcome::kept;
    case BindingMode::last_touch:
      return same ? BindOutcome::already_bound : BindOutcome::rebound;
    case BindingMode::protected_days:
      if (now < free_from(rule, *facts.current)) {
        return same ? BindOutcome::already_bound : BindOutcome::under_protection;
      }
      return same ? BindOutcome::renewed : BindOutcome::rebound;
  }
  FENRUN_ASSERT(false);
}

BindOutcome by_staff(const BindingFacts& facts) {
  if (!facts.current) return BindOutcome::bound;
  return facts.current->dealer == facts.referrer->dealer ? BindOutcome::already_bound : BindOutcome::rebound;
}

BindingDecision decision(const BindingRule& rule, const BindingFacts& facts, BindOutcome outcome,
                         Instant now) {
  BindingDecision result{outcome, now, std::nullopt};
  if (facts.current) result.starts_at = std::max(now, facts.current->bound_at);
  if (rule.mode == BindingMode::protected_days) result.protected_until = result.starts_at + rule.protection;
  return result;
}

}  // namespace

bool needs_line(const BindingFacts& facts) {
  return facts.own_dealership.is_set() && facts.referrer && facts.own_dealership != facts.referrer->dealer;
}

BindingDecision decide_binding(const BindingRule& rule, const BindingFacts& facts, Instant now) {
  const auto objected = objection(facts);
  return decision(rule, facts, objected ? *objected : by_mode(rule, facts, now), now);
}

BindingDecision decide_attribution(const BindingRule& rule, const BindingFacts& facts, Instant now) {
  const auto objected = objection(facts);
  return decision(rule, facts, objected ? *objected : by_staff(facts), now);
}

}  // namespace fenrun
