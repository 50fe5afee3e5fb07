// A person opens the mini-program: their code is spent and WeChat has said who it is. Finds or creates the
// consumer, begins a session, and binds to the dealer whose code was scanned when the rule says so, all in
// one transaction.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/binding/bind_facts.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/bind_outcome.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/ids.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "flows/referral/referral_codec.hpp"

namespace fenrun::flows {

struct LogInConsumer {
  SealedIdentity identity;
  std::string new_public_id;    // a fresh ULID; used when the consumer is new
  crypto::Sha256 token_hash{};  // of the session to begin
  std::chrono::seconds session_lifetime{std::chrono::days{30}};
  std::optional<crypto::Sha256> previous_token_hash;  // the session the client still held: it ends
  std::optional<ReferralTouch> touch;                 // nothing: no `scene`
  BindingRule rule;
};

struct LoggedIn {
  ConsumerId consumer_id;
  std::string public_id;
  std::string nickname;      // empty: none given
  std::string phone_masked;  // empty: none given
  Instant created_at;
  bool is_new = false;
  Instant expires_at;                          // of the new session
  std::optional<db::ReferredBy> referrer;      // who refers the consumer now
  std::optional<BindOutcome> scene;            // what the scanned code came to; nothing when there was none
  std::vector<crypto::Sha256> ended_sessions;  // for the caches to forget
};

// Refuses with kConsumerBlocked. A bad code in `touch` is an outcome, never a refusal.
Result<LoggedIn> log_in_consumer(db::Tx& tx, const LogInConsumer& command, Instant now);

}  // namespace fenrun::flows
