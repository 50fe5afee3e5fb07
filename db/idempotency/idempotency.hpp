// Rows of `idempotency`: the first answer to a request, for whoever repeats it with the same key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::db {

struct KeptReply {
  std::string request_hash;  // 32 bytes
  int status = 0;
  std::string reply_sealed;
};

struct KeptReplyLook {
  bool is_running = false;  // the first request with this key holds the row and has not ended yet
  std::optional<KeptReply> kept;
};

// Does not wait for a request that is still running.
KeptReplyLook look_for_kept_reply(Tx& tx, const crypto::Sha256& scope);

// Takes the key. Waits for another request that took it at the same moment; false when that one was
// committed.
[[nodiscard]] bool take_idempotency_key(Tx& tx, const crypto::Sha256& scope,
                                        const crypto::Sha256& request_hash, Instant now);
void keep_reply(Tx& tx, const crypto::Sha256& scope, int status, std::string_view reply_sealed);

// At most `limit` older than `before`; returns how many went.
std::uint64_t sweep_kept_replies(Tx& tx, Instant before, int limit);

}  // namespace fenrun::db
