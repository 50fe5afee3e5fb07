#include "db/redis/link.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "base/log.hpp"
#include "db/redis/socket_adapter.hpp"

namespace fenrun::db {

namespace {

// hiredis writes without MSG_NOSIGNAL: a Redis that went away would end the process.
void ignore_broken_pipes() {
  static std::once_flag once;
  std::call_once(once, [] { std::signal(SIGPIPE, SIG_IGN); });
}

}  // namespace

RedisLink::RedisLink(boost::asio::io_context& context, RedisOptions options)
    : context_(context), options_(std::move(options)), pause_(options_.reconnect_min), timer_(context) {
  ignore_broken_pipes();
  boost::system::error_code error;
  boost::asio::ip::make_address(options_.host, error);
  if (options_.socket.empty() && error) {
    throw std::invalid_argument("the host of Redis must be a numeric address: " + options_.host);
  }
}

void RedisLink::start(Events events) {
  events_ = std::move(events);
  connect();
}

void RedisLink::stop() {
  is_stopped_ = true;
  is_up_ = false;
  events_ = {};
  timer_.cancel();
  free_connection();
}

void RedisLink::drop() { lost("no answer"); }

RedisLink& RedisLink::of(const redisAsyncContext* connection) {
  return *static_cast<RedisLink*>(connection->data);
}

void RedisLink::connect() {
  connection_ = options_.socket.empty() ? redisAsyncConnect(options_.host.c_str(), options_.port)
                                        : redisAsyncConnectUnix(options_.socket.c_str());
  if (connection_ == nullptr) throw std::bad_alloc();
  if (connection_->err != 0) {
    const std::string reason = connection_->errstr;
    return lost(reason.c_str());
  }
  connection_->data = this;
  SocketAdapter::attach(context_, *connection_);
  redisAsyncSetConnectCallback(connection_, [](const redisAsyncContext* connection, int status) {
    RedisLink& link = of(connection);
    if (status == REDIS_OK) return link.connected();
    link.connection_ = nullptr;  // hiredis frees it after this call
    link.lost("cannot connect");
  });
  redisAsyncSetDisconnectCallback(connection_, [](const redisAsyncContext* connection, int) {
    RedisLink& link = of(connection);
    if (link.connection_ != connection) return;  // ended by us
    link.connection_ = nullptr;
    link.lost("connection closed");
  });
  timer_.expires_after(options_.connect_timeout);
  timer_.async_wait(
      [self = shared_from_this(), attempt = connection_](const boost::system::error_code& error) {
        const bool is_still_trying = self->connection_ == attempt && !self->is_up();
        if (!error && is_still_trying) self->lost("connecting took too long");
      });
}

void RedisLink::connected() {
  handshake_left_ = 0;
  if (!options_.password.reveal().empty()) send_handshake({"AUTH", options_.password.reveal()});
  if (options_.database != 0) send_handshake({"SELECT", std::to_string(options_.database)});
  send_handshake({"PING"});
}

void RedisLink::send_handshake(std::initializer_list<std::string_view> arguments) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const std::string_view argument : arguments) {
    texts.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  ++handshake_left_;
  redisAsyncCommandArgv(connection_, &RedisLink::handle_handshake, nullptr, static_cast<int>(texts.size()),
                        texts.data(), lengths.data());
}

void RedisLink::handle_handshake(redisAsyncContext* connection, void* answer, void*) {
  RedisLink& link = of(connection);
  if (link.connection_ != connection) return;  // an attempt that was given up
  const auto* reply = static_cast<const redisReply*>(answer);
  if (reply == nullptr) return;  // the disconnect callback follows
  if (reply->type == REDIS_REPLY_ERROR) return link.lost(reply->str);
  if (--link.handshake_left_ == 0) link.handshake_done();
}

void RedisLink::handshake_done() {
  timer_.cancel();
  pause_ = options_.reconnect_min;
  is_up_ = true;
  last_reason_.clear();
  log::info("redis.up");
  if (events_.up) events_.up();
}

void RedisLink::lost(const char* reason) {
  if (is_stopped_) return;
  if (is_up_.exchange(false)) {
    log::error("redis.down", {{"reason", reason}});
  } else if (last_reason_ != reason) {
    // A wrong password must be seen, and not once a second for as long as it lasts.
    log::warning("redis.not_connected", {{"reason", reason}});
  }
  last_reason_ = reason;
  free_connection();
  if (events_.down) events_.down();
  wait_and_connect();
}

void RedisLink::free_connection() {
  // Cleared first, so that the callbacks hiredis makes from here know that it was us.
  if (redisAsyncContext* old = std::exchange(connection_, nullptr)) redisAsyncFree(old);
}

void RedisLink::wait_and_connect() {
  timer_.expires_after(pause_);
  pause_ = std::min(pause_ * 2, options_.reconnect_max);
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error && !self->is_stopped_ && self->connection_ == nullptr) self->connect();
  });
}

}  // namespace fenrun::db
