#include "db/session/session.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

std::string_view bytes(const crypto::Sha256& hash) { return crypto::as_text(hash); }

crypto::Sha256 hash_of(const Row& row) {
  const auto& text = row.text(0);
  crypto::Sha256 hash{};
  FENRUN_ASSERT(text.size() == hash.size());
  std::ranges::copy(crypto::as_bytes(text), hash.begin());
  return hash;
}

std::vector<crypto::Sha256> hashes_of(const std::vector<Row>& rows) {
  std::vector<crypto::Sha256> hashes;
  hashes.reserve(rows.size());
  for (const auto& row : rows) hashes.push_back(hash_of(row));
  return hashes;
}

}  // namespace

std::optional<ConsumerSession> find_session(Tx& tx, const crypto::Sha256& token_hash, Instant now) {
  const auto row = tx.one(
      "SELECT s.consumer_id, c.public_id, s.expires_at FROM consumer_session s JOIN consumer c ON c.id = "
      "s.consumer_id"
      " WHERE s.token_hash = ? AND s.expires_at > ? AND c.state = 'active'",
      {bytes(token_hash), now});
  if (!row) return std::nullopt;
  return ConsumerSession{row->id<ConsumerId>(0), row->text(1), row->time(2)};
}

std::vector<crypto::Sha256> live_sessions(Tx& tx, ConsumerId consumer, Instant now) {
  return hashes_of(
      tx.all("SELECT token_hash FROM consumer_session WHERE consumer_id = ? AND expires_at > ?"
             " ORDER BY created_at, token_hash",
             {consumer, now}));
}

void insert_session(Tx& tx, const crypto::Sha256& token_hash, ConsumerId consumer, Instant now,
                    Instant expires_at) {
  tx.execute_one(
      "INSERT INTO consumer_session (token_hash, consumer_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
      {bytes(token_hash), consumer, now, expires_at});
}

bool delete_session_of(Tx& tx, const crypto::Sha256& token_hash, ConsumerId consumer) {
  return tx.execute("DELETE FROM consumer_session WHERE token_hash = ? AND consumer_id = ?",
                    {bytes(token_hash), consumer}) == 1;
}

std::vector<crypto::Sha256> delete_sessions_of(Tx& tx, ConsumerId consumer) {
  auto ended =
      hashes_of(tx.all("SELECT token_hash FROM consumer_session WHERE consumer_id = ? ORDER BY created_at, "
                       "token_hash FOR UPDATE",
                       {consumer}));
  if (!ended.empty()) tx.execute("DELETE FROM consumer_session WHERE consumer_id = ?", {consumer});
  return ended;
}

std::uint64_t sweep_sessions(Tx& tx, Instant now, int limit) {
  return tx.execute("DELETE FROM consumer_session WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                    {now, limit});
}

}  // namespace fenrun::db
