// A hiredis connection that keeps itself up: connects, sends AUTH and SELECT, checks with PING, and after any
// loss connects again with a growing pause. Used by RedisClient and RedisSubscriber.
#pragma once

#include <hiredis/async.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "db/redis/options.hpp"

namespace fenrun::db {

class RedisLink : public std::enable_shared_from_this<RedisLink> {
 public:
  struct Events {
    std::function<void()> up;    // commands may be sent
    std::function<void()> down;  // hiredis has answered every pending command with null
  };

  // Throws std::invalid_argument when the host is not a numeric address.
  RedisLink(boost::asio::io_context& context, RedisOptions options);
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;

  void start(Events events);
  // Ends the connection and the attempts; no event follows.
  void stop();
  // The server does not answer: connect anew.
  void drop();

  // Null while down.
  [[nodiscard]] redisAsyncContext* connection() const { return is_up() ? connection_ : nullptr; }
  [[nodiscard]] bool is_up() const { return is_up_.load(std::memory_order_relaxed); }
  [[nodiscard]] const RedisOptions& options() const { return options_; }

 private:
  void connect();
  void connected();
  void handshake_done();
  void lost(const char* reason);
  void free_connection();
  void wait_and_connect();
  void send_handshake(std::initializer_list<std::string_view> arguments);
  static RedisLink& of(const redisAsyncContext* connection);
  static void handle_handshake(redisAsyncContext* connection, void* answer, void* data);

  boost::asio::io_context& context_;
  const RedisOptions options_;
  Events events_;
  redisAsyncContext* connection_ = nullptr;
  std::atomic<bool> is_up_{false};
  bool is_stopped_ = false;
  int handshake_left_ = 0;
  std::string last_reason_;  // of not being connected
  std::chrono::milliseconds pause_;
  boost::asio::steady_timer timer_;  // limits an attempt to connect, or waits for the next one
};

}  // namespace fenrun::db
