// What a bind decides on, read in one round trip under the consumer's lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/decide_binding.hpp"
#include "domain/consumer/consumer.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

// A dealer as a customer of theirs sees it.
struct ReferredBy {
  DealerId dealer_id;
  std::string public_id;
  std::string name;

  friend bool operator==(const ReferredBy&, const ReferredBy&) = default;
};

struct BindFacts {
  ConsumerState consumer_state = ConsumerState::active;
  BindingFacts facts;                        // `leads_back` and `is_new_consumer` are the caller's
  std::optional<ReferredBy> current_dealer;  // of facts.current
  std::optional<ReferredBy> touched_dealer;  // of facts.referrer
  CampaignId campaign_id;                    // of the code; unset for a standing code
};

// Locks the consumer and the binding in force (FOR UPDATE: binds of one consumer come one after the other);
// the code's side is read without a lock, so that a popular dealer's row does not queue its binds. Nothing:
// no such consumer.
std::optional<BindFacts> lock_bind_facts(Tx& tx, ConsumerId consumer, std::string_view code, Instant now);
// The same with the dealer named by id instead of by a code.
std::optional<BindFacts> lock_attribution_facts(Tx& tx, ConsumerId consumer, DealerId dealer);

// Who refers the consumer now.
std::optional<ReferredBy> find_referrer(Tx& tx, ConsumerId consumer);

}  // namespace fenrun::db
