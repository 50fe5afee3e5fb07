// One Redis connection for the coroutines of one io_context, which must be run by one thread. Commands of
// many coroutines share the connection and pipeline by themselves.
//
// Nothing here waits for a connection: while Redis is down every command fails at once with kRedisDown, and
// the client reconnects in the background (AUTH and SELECT included).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/redis/options.hpp"
#include "db/redis/reply.hpp"

namespace fenrun::db {

// A Lua script and its SHA-1, by which Redis knows it.
class RedisScript {
 public:
  explicit RedisScript(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const std::string& sha1() const { return sha1_; }

 private:
  std::string text_;
  std::string sha1_;
};

class RedisClient {
 public:
  // Starts to connect at once. Throws std::invalid_argument when the host is not a numeric address. Construct
  // and destroy it on the io_context's thread or while that is not running, and before the io_context goes.
  RedisClient(boost::asio::io_context& context, RedisOptions options);
  // Commands still waiting end with kRedisDown.
  ~RedisClient();
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;

  // Arguments are binary safe. Refuses with kRedisDown, kRedisTimeout (Redis may still run the command),
  // kRedisBusy, kRedisRefused (an error reply). Call it on the io_context's thread. Not for SUBSCRIBE,
  // MONITOR and blocking commands. It is no coroutine itself: the client may go while the command waits.
  boost::asio::awaitable<Result<RedisReply>> command(std::vector<std::string> arguments);

  // EVALSHA, and EVAL when Redis has forgotten the script (restart, SCRIPT FLUSH). Same refusals.
  boost::asio::awaitable<Result<RedisReply>> run(RedisScript script, std::vector<std::string> keys,
                                                 std::vector<std::string> arguments);

  // Any thread.
  [[nodiscard]] bool is_up() const;

  struct Impl;

 private:
  std::shared_ptr<Impl> impl_;
};

}  // namespace fenrun::db
