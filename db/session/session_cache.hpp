// Redis in front of find_session(): most requests learn whose token they carry without a query.
//
// The rule about sessions that ended:
// - Ending a session writes a tombstone over its entry before the client is told that it ended. A fill never
// overwrites
//   what is there (SET NX), so a slow reader cannot bring back a session that ended while it was asking
//   MySQL.
// - An entry lives kSessionEntryLife at most and is never prolonged; a tombstone outlives every fill that
// could have
//   begun before it. So, with Redis reachable, a session that ended is refused everywhere from the answer on.
// - When the tombstone cannot be written, the session is dead in MySQL and may live on in Redis until its
// entry expires
//   (kSessionEntryLife at most), and only for processes that can still reach Redis. When Redis is down for
//   everybody it is dead at once.
// - Without Redis every look-up is a miss and MySQL answers: slower, never wrong.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto/digest.hpp"
#include "db/redis/client.hpp"
#include "db/session/cached_session.hpp"

namespace fenrun::db {

inline constexpr std::chrono::seconds kSessionEntryLife{60};
inline constexpr std::chrono::seconds kSessionTombstoneLife{180};

// A view on a RedisClient: use it on that client's thread, and keep both alive while a call is under way.
class SessionCache {
 public:
  explicit SessionCache(RedisClient& redis) : redis_(redis) {}

  // A session that is alive at `now`, a tombstone (refuse the token without asking MySQL), or nothing: ask
  // find_session(), then remember() what it said. Never refuses and never throws because of Redis.
  boost::asio::awaitable<std::optional<CachedSession>> find(crypto::Sha256 token_hash, Instant now);

  // What find_session() answered for a token. Anything already there stays.
  boost::asio::awaitable<void> remember(crypto::Sha256 token_hash, ConsumerSession session, Instant now);

  // Sessions that MySQL has ended. False when Redis could not be told of every one: see the rule above.
  boost::asio::awaitable<bool> forget(std::vector<crypto::Sha256> token_hashes);

 private:
  RedisClient& redis_;
};

}  // namespace fenrun::db
