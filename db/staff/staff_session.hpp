// Rows of `staff_session`. Tokens are known by their SHA-256 only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"
#include "domain/page.hpp"
#include "domain/staff/staff.hpp"
#include "domain/staff/staff_session.hpp"

namespace fenrun::db {

struct StaffSession {
  Staff staff;
  Instant last_seen_at;
  Instant expires_at;
};

// The session behind a token, dead or alive, with its owner as they are now.
std::optional<StaffSession> find_staff_session(Tx& tx, const crypto::Sha256& token_hash);
struct NewStaffSession {
  crypto::Sha256 token_hash{};
  StaffId staff;
  Instant at;
  Instant expires_at;
  std::string ip;
  std::string user_agent;  // printable ASCII, kUserAgentMax at most
};
void insert_staff_session(Tx& tx, const NewStaffSession& session);
void touch_staff_session(Tx& tx, const crypto::Sha256& token_hash, Instant now);
void delete_staff_session(Tx& tx, const crypto::Sha256& token_hash);
// Returns how many went.
std::uint64_t delete_staff_sessions_of(Tx& tx, StaffId staff);
std::uint64_t delete_other_staff_sessions(Tx& tx, StaffId staff, const crypto::Sha256& kept);
// False when the person has no such session.
[[nodiscard]] bool delete_staff_session_by_id(Tx& tx, StaffId staff, std::int64_t id);

// The live ones of a person, by id: those that neither ended before `now` nor rest since `idle_since`.
// `asking` is marked.
struct LiveSessions {
  StaffId staff;
  Instant now;
  Instant idle_since;
  crypto::Sha256 asking{};
};
Page<SignedIn> list_staff_sessions(Tx& tx, const LiveSessions& wanted, const PageRequest& page);
// At most `limit` that ended before `now`; returns how many went.
std::uint64_t sweep_staff_sessions(Tx& tx, Instant now, int limit);

}  // namespace fenrun::db
