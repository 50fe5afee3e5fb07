// Rows of `staff_session`. Tokens are known by their SHA-256 only.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun::db {

struct StaffSession {
  Staff staff;
  Instant last_seen_at;
  Instant expires_at;
};

// The session behind a token, dead or alive, with its owner as they are now.
std::optional<StaffSession> find_staff_session(Tx& tx, const crypto::Sha256& token_hash);
void insert_staff_session(Tx& tx, const crypto::Sha256& token_hash, StaffId staff, Instant now,
                          Instant expires_at);
void touch_staff_session(Tx& tx, const crypto::Sha256& token_hash, Instant now);
void delete_staff_session(Tx& tx, const crypto::Sha256& token_hash);
// Returns how many went.
std::uint64_t delete_staff_sessions_of(Tx& tx, StaffId staff);
std::uint64_t delete_other_staff_sessions(Tx& tx, StaffId staff, const crypto::Sha256& kept);
// At most `limit` that ended before `now`; returns how many went.
std::uint64_t sweep_staff_sessions(Tx& tx, Instant now, int limit);

}  // namespace fenrun::db
