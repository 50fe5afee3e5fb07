// Rows of `consumer_session`. Tokens are known by their SHA-256 only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

struct ConsumerSession {
  ConsumerId consumer_id;
  std::string consumer_public_id;
  Instant expires_at;

  friend bool operator==(const ConsumerSession&, const ConsumerSession&) = default;
};

// The live session behind a token: neither logged out nor past `now`, and its consumer is active.
std::optional<ConsumerSession> find_session(Tx& tx, const crypto::Sha256& token_hash, Instant now);

// Live sessions of a consumer, oldest first. Hold the consumer's lock: it keeps the count true until commit.
std::vector<crypto::Sha256> live_sessions(Tx& tx, ConsumerId consumer, Instant now);

void insert_session(Tx& tx, const crypto::Sha256& token_hash, ConsumerId consumer, Instant now,
                    Instant expires_at);

// False when `consumer` has no such session.
bool delete_session_of(Tx& tx, const crypto::Sha256& token_hash, ConsumerId consumer);
// All of them, dead ones too; returns what went, so that caches can forget them.
std::vector<crypto::Sha256> delete_sessions_of(Tx& tx, ConsumerId consumer);

// Deletes sessions that ended at `now` or before, at most `limit`; returns how many went.
std::uint64_t sweep_sessions(Tx& tx, Instant now, int limit);

}  // namespace fenrun::db
