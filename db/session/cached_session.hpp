// How a session is written in Redis.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/crypto/digest.hpp"
#include "db/session/session.hpp"

namespace fenrun::db {

// A session known to have ended.
struct SessionTombstone {
  friend bool operator==(SessionTombstone, SessionTombstone) = default;
};
using CachedSession = std::variant<ConsumerSession, SessionTombstone>;

// "session:" and the token's hash in base64url. A token has 256 random bits: its hash tells nothing.
[[nodiscard]] std::string session_key(const crypto::Sha256& token_hash);

// "1 <consumer id> <public id> <expiry, microseconds since 1970>", or "ended". The leading number is the
// version of this form: what another version of the program wrote reads as nothing.
[[nodiscard]] std::string write_cached(const CachedSession& session);
[[nodiscard]] std::optional<CachedSession> read_cached(std::string_view text);

}  // namespace fenrun::db
