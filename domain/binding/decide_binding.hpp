// The one decision about who referred a consumer. Everything it needs is read under the consumer's lock and
// handed in.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "domain/binding/bind_outcome.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/ids.hpp"

namespace fenrun {

// The binding in force.
struct CurrentBinding {
  BindingId id;
  DealerId dealer;
  Instant bound_at;
  std::optional<Instant>
      protected_until;  // excluded; stored when the binding was made under `protected_days`
};

// The dealer a code or an operator names, as it stands now.
struct Referrer {
  DealerId dealer;
  bool is_active = true;            // neither suspended nor ended
  bool code_is_live = true;         // not revoked
  bool campaign_is_running = true;  // always true for a standing code
};

struct BindingFacts {
  std::optional<CurrentBinding> current;
  std::optional<Referrer> referrer;  // nothing: the code is not on our books
  DealerId own_dealership;           // of the consumer; unset when they are no dealer
  bool leads_back = false;           // the referrer's line, by parents and referrers, meets own_dealership
  bool is_new_consumer = false;      // this very login created them
};

struct BindingDecision {
  BindOutcome outcome = BindOutcome::code_unknown;
  // Of the new binding, when the outcome is written. It never starts before the current one did, so that the
  // history has no overlap even when the clocks of two servers disagree.
  Instant starts_at{};
  std::optional<Instant> protected_until;
};

// True when the answer depends on `leads_back`, so that the caller must read the line first.
[[nodiscard]] bool needs_line(const BindingFacts& facts);

// A consumer touched a code. Precedence: unknown, revoked, campaign, suspended, own code, own downline, then
// the mode.
[[nodiscard]] BindingDecision decide_binding(const BindingRule& rule, const BindingFacts& facts, Instant now);

// Staff decides (re-attribution, an approved request): mode and protection do not hold it back, everything
// else does.
[[nodiscard]] BindingDecision decide_attribution(const BindingRule& rule, const BindingFacts& facts,
                                                 Instant now);

}  // namespace fenrun
