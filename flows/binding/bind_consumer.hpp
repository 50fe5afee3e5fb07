// A consumer touched a dealer's code: bind them when the rule in force says so. Made for the commit pipeline:
// one locking read, one insert, one more update when another binding ends; every refusal comes before the
// first write.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "db/binding/bind_facts.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/bind_outcome.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/ids.hpp"
#include "flows/referral/referral_codec.hpp"

namespace fenrun::flows {

struct BindConsumer {
  ConsumerId consumer_id;
  ReferralTouch touch;
  BindingRule rule;
  bool is_new_consumer = false;  // created by this very transaction
};

struct BindReport {
  BindOutcome outcome = BindOutcome::code_unknown;
  std::optional<db::ReferredBy> referrer;  // who refers the consumer now, whatever the outcome
  DealerId touched;                        // of the code; not set where the code is refused
  bool is_known = false;                   // was bound to that dealer before
};

// The outcome may be any that is no refusal (domain/binding/bind_outcome.hpp). Refuses with kReferralInvalid,
// kReferralUnknown, kReferralRevoked, kCampaignClosed, kReferralDealerSuspended, kBindOwnCode,
// kBindOwnDownline, kConsumerGone, kConsumerBlocked.
Result<BindReport> bind_consumer(db::Tx& tx, const BindConsumer& command, Instant now);

// The same with refusals as outcomes: a bad code never stops a login. Only kConsumerGone and kConsumerBlocked
// refuse.
Result<BindReport> touch_code(db::Tx& tx, const BindConsumer& command, Instant now);

}  // namespace fenrun::flows
