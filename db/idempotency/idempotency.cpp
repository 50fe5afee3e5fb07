#include "db/idempotency/idempotency.hpp"

#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

// NOWAIT met a lock: MariaDB says 1205, MySQL 3572.
bool is_lock_refusal(const DatabaseError& error) { return error.code() == 1205 || error.code() == 3572; }

}  // namespace

KeptReplyLook look_for_kept_reply(Tx& tx, const crypto::Sha256& scope) {
  try {
    const auto row =
        tx.one("SELECT request_hash, status, reply_sealed FROM idempotency WHERE scope = ? FOR UPDATE NOWAIT",
               {crypto::as_text(scope)});
    if (!row) return {};
    return {false, KeptReply{row->text(0), static_cast<int>(row->integer(1)), row->text(2)}};
  } catch (const DatabaseError& error) {
    if (!is_lock_refusal(error)) throw;
    return {true, std::nullopt};
  }
}

bool take_idempotency_key(Tx& tx, const crypto::Sha256& scope, const crypto::Sha256& request_hash,
                          Instant now) {
  return tx.insert_new(
      "INSERT INTO idempotency (scope, request_hash, status, reply_sealed, created_at) VALUES (?, ?, 0, '', "
      "?)",
      {crypto::as_text(scope), crypto::as_text(request_hash), now});
}

void keep_reply(Tx& tx, const crypto::Sha256& scope, int status, std::string_view reply_sealed) {
  tx.execute_one("UPDATE idempotency SET status = ?, reply_sealed = ? WHERE scope = ?",
                 {status, reply_sealed, crypto::as_text(scope)});
}

std::uint64_t sweep_kept_replies(Tx& tx, Instant before, int limit) {
  return tx.execute("DELETE FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?",
                    {before, limit});
}

}  // namespace fenrun::db
