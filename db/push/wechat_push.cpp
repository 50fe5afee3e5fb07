#include "db/push/wechat_push.hpp"

#include "base/crypto/encoding.hpp"

namespace fenrun::db {

bool insert_wechat_push(Tx& tx, const crypto::Sha256& dedupe_key, std::string_view kind,
                        Instant received_at) {
  return tx.insert_new("INSERT INTO wechat_push (dedupe_key, kind, received_at) VALUES (?, ?, ?)",
                       {crypto::as_text(dedupe_key), kind, received_at});
}

std::uint64_t sweep_wechat_pushes(Tx& tx, Instant before, int limit) {
  return tx.execute("DELETE FROM wechat_push WHERE received_at < ? ORDER BY received_at LIMIT ?",
                    {before, limit});
}

}  // namespace fenrun::db
