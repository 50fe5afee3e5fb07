// Ends one session of a consumer, or all of them. Both may be repeated. The edge forgets each hash returned
// in the session cache before it answers (db/session/session_cache.hpp).
#pragma once

#include <vector>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

struct EndedSessions {
  std::vector<crypto::Sha256> token_hashes;
};

struct LogOut {
  ConsumerId consumer_id;
  crypto::Sha256 token_hash{};
};

// Never refuses; another consumer's session is left alone.
Result<EndedSessions> log_out(db::Tx& tx, const LogOut& command, Instant now);

struct LogOutEverywhere {
  ConsumerId consumer_id;
};

// Never refuses.
Result<EndedSessions> log_out_everywhere(db::Tx& tx, const LogOutEverywhere& command, Instant now);

}  // namespace fenrun::flows
