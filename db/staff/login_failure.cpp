#include "db/staff/login_failure.hpp"

#include "base/crypto/encoding.hpp"

namespace fenrun::db {

LoginAttempts count_login_attempt(Tx& tx, const crypto::Sha256& subject, Instant now, Instant window_cut) {
  const auto key = crypto::as_text(subject);
  // The upsert takes the row's exclusive lock at once, whether the row was there or not.
  tx.execute(
      "INSERT INTO login_failure (subject, failures, window_started_at) VALUES (?, 1, ?) "
      "ON DUPLICATE KEY UPDATE failures = failures + 1",
      {key, now});
  const auto row = tx.one("SELECT failures, window_started_at FROM login_failure WHERE subject = ?", {key});
  LoginAttempts before{static_cast<int>(row.value().integer(0)) - 1, row.value().time(1)};
  if (before.window_started_at > window_cut) return before;
  tx.execute("UPDATE login_failure SET failures = 1, window_started_at = ? WHERE subject = ?", {now, key});
  return LoginAttempts{0, now};
}

void forget_login_attempts(Tx& tx, const crypto::Sha256& subject) {
  tx.execute("DELETE FROM login_failure WHERE subject = ?", {crypto::as_text(subject)});
}

void give_back_login_attempt(Tx& tx, const crypto::Sha256& subject) {
  tx.execute("UPDATE login_failure SET failures = failures - 1 WHERE subject = ? AND failures > 0",
             {crypto::as_text(subject)});
}

std::uint64_t sweep_login_attempts(Tx& tx, Instant before, int limit) {
  return tx.execute(
      "DELETE FROM login_failure WHERE window_started_at < ? ORDER BY window_started_at LIMIT ?",
      {before, limit});
}

}  // namespace fenrun::db
