#include "db/staff/staff_session.hpp"

#include <utility>
#include <vector>

#include "base/crypto/encoding.hpp"
#include "db/staff/staff_columns.hpp"

namespace fenrun::db {

std::optional<StaffSession> find_staff_session(Tx& tx, const crypto::Sha256& token_hash) {
  const auto row = tx.one("SELECT t.last_seen_at, t.expires_at, " STAFF_COLUMNS
                          " FROM staff_session t JOIN staff ON staff.id = t.staff_id WHERE t.token_hash = ?",
                          {crypto::as_text(token_hash)});
  if (!row) return std::nullopt;
  return StaffSession{read_staff(*row, 2), row->time(0), row->time(1)};
}

void insert_staff_session(Tx& tx, const NewStaffSession& session) {
  tx.execute_one(
      "INSERT INTO staff_session (token_hash, staff_id, created_at, last_seen_at, expires_at, ip, "
      "user_agent) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      {crypto::as_text(session.token_hash), session.staff, session.at, session.at, session.expires_at,
       session.ip, session.user_agent});
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

std::uint64_t delete_other_staff_sessions(Tx& tx, StaffId staff, const crypto::Sha256& kept) {
  return tx.execute("DELETE FROM staff_session WHERE staff_id = ? AND token_hash <> ?",
                    {staff, crypto::as_text(kept)});
}

bool delete_staff_session_by_id(Tx& tx, StaffId staff, std::int64_t id) {
  return tx.execute("DELETE FROM staff_session WHERE id = ? AND staff_id = ?", {id, staff}) == 1;
}

Page<SignedIn> list_staff_sessions(Tx& tx, const LiveSessions& wanted, const PageRequest& page) {
  std::vector<SignedIn> sessions;
  for (const Row& row : tx.all(
           "SELECT id, created_at, last_seen_at, expires_at, ip, user_agent, token_hash FROM staff_session "
           "WHERE staff_id = ? AND id > ? AND expires_at > ? AND last_seen_at > ? ORDER BY id LIMIT ?",
           {wanted.staff, page.after, wanted.now, wanted.idle_since, page.rows() + 1})) {
    sessions.push_back({row.integer(0), row.time(1), row.time(2), row.time(3), row.text(4), row.text(5),
                        row.text(6) == crypto::as_text(wanted.asking)});
  }
  return cut_page(std::move(sessions), page, [](const SignedIn& one) { return one.id; });
}

std::uint64_t sweep_staff_sessions(Tx& tx, Instant now, int limit) {
  return tx.execute("DELETE FROM staff_session WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",
                    {now, limit});
}

}  // namespace fenrun::db
