#include "db/session/session_cache.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace fenrun::db {

namespace asio = boost::asio;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

asio::awaitable<std::optional<CachedSession>> SessionCache::find(crypto::Sha256 token_hash, Instant now) {
  std::vector<std::string> get{"GET", session_key(token_hash)};
  const auto reply = co_await redis_.command(std::move(get));
  if (!reply || reply->is_nil()) co_return std::nullopt;
  auto cached = read_cached(reply->text());
  const auto* live = cached ? std::get_if<ConsumerSession>(&*cached) : nullptr;
  if (live != nullptr && live->expires_at <= now) co_return SessionTombstone{};
  co_return cached;
}

asio::awaitable<void> SessionCache::remember(crypto::Sha256 token_hash, ConsumerSession session,
                                             Instant now) {
  const auto life =
      std::min(duration_cast<milliseconds>(session.expires_at - now), milliseconds(kSessionEntryLife));
  if (life <= milliseconds::zero()) co_return;
  std::vector<std::string> set{"SET", session_key(token_hash),      write_cached(session),
                               "PX",  std::to_string(life.count()), "NX"};
  // A fill that fails costs the next request a query, nothing else.
  const auto reply = co_await redis_.command(std::move(set));
  static_cast<void>(reply);
}

asio::awaitable<bool> SessionCache::forget(std::vector<crypto::Sha256> token_hashes) {
  bool told = true;
  const auto life = std::to_string(kSessionTombstoneLife.count());
  for (const auto& token_hash : token_hashes) {
    std::vector<std::string> set{"SET", session_key(token_hash), write_cached(SessionTombstone{}), "EX",
                                 life};
    const auto reply = co_await redis_.command(std::move(set));
    told = told && reply.has_value();
  }
  co_return told;
}

}  // namespace fenrun::db
