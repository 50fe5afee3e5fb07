// Rows of `binding`: who referred whom, in force and in history. A binding is never edited: it ends, and
// another begins.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/binding/evidence.hpp"
#include "domain/ids.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct Binding {
  BindingId id;
  ConsumerId consumer_id;
  DealerId dealer_id;
  BindingMode mode = BindingMode::first_touch;  // of the rule that it was made under
  BindingEvidence evidence;
  CampaignId campaign_id;  // unset: none
  StaffId staff_id;        // unset: the consumer's own touch
  Instant bound_at;        // in force from here, included
  std::optional<Instant> protected_until;
  std::optional<Instant> ended_at;  // to here, excluded; nothing while in force
  std::string ended_reason;
};

// Ends the binding in force; `id` must be it. Hold the consumer's lock.
void end_binding(Tx& tx, BindingId id, Instant at, std::string_view reason);
// `id` and the end are not read. False when the consumer has a binding in force already, or the dealership
// has ended; holds the dealer's gate (db/dealer/gate.hpp), so that it cannot end meanwhile.
[[nodiscard]] bool insert_binding(Tx& tx, const Binding& binding);
// Of the binding in force now; unset when there is none.
BindingId active_binding_id(Tx& tx, ConsumerId consumer);

// Ends whatever is in force; false when nothing was.
bool end_binding_of(Tx& tx, ConsumerId consumer, Instant at, std::string_view reason);

// Ends every binding to `dealer` in force; returns how many there were. The caller has the dealer's gate
// locked, so that no other comes after it.
std::int64_t end_bindings_to(Tx& tx, DealerId dealer, Instant at, std::string_view reason);

// The binding in force at `at`: what an order paid at that instant is attributed to.
std::optional<Binding> binding_in_force(Tx& tx, ConsumerId consumer, Instant at);

struct BuyerAt {
  ConsumerId consumer;
  Instant at;
};
// binding_in_force() of many, in the order asked for.
std::vector<std::optional<Binding>> bindings_in_force(Tx& tx, std::span<const BuyerAt> buyers);

// The dealers who may share in a sale to `consumer` at `at`: the referrer first, then its parent as the tree
// stood then, and so on up to the producer; at most three, none when nothing was in force.
std::vector<DealerId> upline_as_of(Tx& tx, ConsumerId consumer, Instant at);

// Newest first; the cursor is the id of the last one seen.
Page<Binding> binding_history(Tx& tx, ConsumerId consumer, const PageRequest& request);

}  // namespace fenrun::db
