// Redis in front of find_session(): most requests learn whose token they carry without a query. The key is
// made of the token's hash; the value holds ids and times only.
//
// The rule about dead sessions:
// - Ending a session writes a tombstone over its key, before the client is told that it ended. A fill never
// overwrites
//   what is there (SET NX), so a slow reader cannot bring back a session that ended while it was asking
//   MySQL.
// - An entry lives kEntryLife at most and is never prolonged; a tombstone outlives every fill that could have
// begun
//   before it. So with Redis reachable a session that ended is refused everywhere from the answer on.
// - When the tombstone cannot be written, the session is dead in MySQL and lives on in Redis for kEntryLife
// at most, and
//   only for processes that can still reach Redis; when Redis is down for everybody it is dead at once.
// - Without Redis every call asks MySQL: slower, never wrong.
#pragma once

#include <chrono>

namespace fenrun::db {

inline constexpr std::chrono::seconds kSessionEntryLife{60};
inline constexpr std::chrono::seconds kSessionTombstoneLife{180};

}  // namespace fenrun::db
