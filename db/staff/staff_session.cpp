#include "db/staff/staff_session.hpp"

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::db {

std::optional<StaffSession> find_staff_session(Tx& tx, const crypto::Sha256& token_hash) {
  const auto row = tx.one(
      "SELECT s.id, s.public_id, s.login_name, s.role, s.state, s.created_at, s.version, t.last_seen_at, "
      "t.expires_at "
      "FROM staff_session t JOIN staff s ON s.id = t.staff_id WHERE t.token_hash = ?",
      {crypto::as_text(token_hash)});
  if (!row) return std::nullopt;
  const auto role = parse_role(row->text(3));
  FENRUN_ASSERT(role.has_value());
  const StaffState state =
      row->text(4) == to_word(StaffState::active) ? StaffState::active : StaffState::disabled;
  Staff staff{row->id<StaffId>(0), row->text(1), row->text(2), *role, state, row->time(5), row->integer(6)};
  return StaffSession{std::move(staff), row->time(7), row->time(8)};
}

void insert_staff_session(Tx& tx, const crypto::Sha256& token_hash, StaffId staff, Instant now,
                          Instant expires_at) {
  tx.execute_one(
      "INSERT INTO staff_session (token_hash, staff_id, created_at, last_seen_at, expires_at) VALUES (?, ?, "
      "?, ?, ?)",
      {crypto::as_text(token_hash), staff, now, now, expires_at});
}

void touch_staff_session(Tx& tx, const crypto::Sha256& token_hash, Instant now) {
  tx.execute("UPDATE staff_session SET last_seen_at = ? WHERE token_hash = ? AND last_seen_at < ?",
             {now, crypto::as_text(token_hash), now});
}

void delete_staff_session(Tx& tx, const crypto::Sha256& token_hash) {
  tx.execute("DELETE FROM staff_session WHERE token_hash = ?", {crypto::as_text(token_hash)});
}

std::uint64_t delete_staff_sessions_of(Tx& tx, StaffId staff) {
  return tx.execute("DELETE FROM staff_session WHERE staff_id = ?", {staff});
}

std::uint64_t sweep_staff_sessions(Tx& tx, Instant now, int limit) {
  return tx.execute("DELETE FROM staff_session WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                    {now, limit});
}

}  // namespace fenrun::db
