// One TLS connection and the place where idle ones wait, for client.cpp only: this header brings Beast and
// OpenSSL with it.
#pragma once

#include <sys/socket.h>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <cerrno>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace fenrun::wechat {

struct Connection {
  static constexpr std::size_t kBufferBytesMax = 64U << 10U;

  template <class Executor>
  Connection(const Executor& executor, boost::asio::ssl::context& tls)
      : stream(executor, tls), buffer(kBufferBytesMax) {}

  [[nodiscard]] boost::beast::tcp_stream& tcp() { return stream.next_layer(); }

  // False when the peer has closed or said something nobody asked for: such a connection must not carry a
  // request, because whether the request arrived could not be told.
  [[nodiscard]] bool is_quiet() {
    char byte = 0;
    const auto got = ::recv(tcp().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }

  boost::beast::ssl_stream<boost::beast::tcp_stream> stream;
  boost::beast::flat_buffer buffer;
  std::chrono::steady_clock::time_point idle_since{};
};

// The kept connections of one io_context. As a service of the context they are closed with it, whatever lives
// longer, a client or its context; a socket must not outlive its context.
class IdleConnections final : public boost::asio::execution_context::service {
 public:
  using Owner = std::weak_ptr<const void>;
  static inline boost::asio::execution_context::id id;

  explicit IdleConnections(boost::asio::execution_context& context) : service(context) {}

  // The connection of `owner` that was used last, or nothing. Older than `used_after` and dead ones are
  // dropped.
  std::unique_ptr<Connection> take(const Owner& owner, std::chrono::steady_clock::time_point used_after) {
    const std::lock_guard lock(mutex_);
    const auto place = kept_.find(owner);
    if (place == kept_.end()) return nullptr;
    auto& waiting = place->second;
    while (!waiting.empty()) {
      auto connection = std::move(waiting.back());
      waiting.pop_back();
      if (connection->idle_since >= used_after && connection->is_quiet()) return connection;
    }
    return nullptr;
  }

  void keep(const Owner& owner, std::unique_ptr<Connection> connection, std::size_t count_max) {
    const std::lock_guard lock(mutex_);
    std::erase_if(kept_, [](const auto& entry) { return entry.first.expired(); });
    auto& waiting = kept_[owner];
    if (waiting.size() < count_max) waiting.push_back(std::move(connection));
  }

 private:
  void shutdown() noexcept override {
    const std::lock_guard lock(mutex_);
    kept_.clear();
  }

  std::mutex mutex_;
  std::map<Owner, std::vector<std::unique_ptr<Connection>>, std::owner_less<>> kept_;
};

}  // namespace fenrun::wechat
