// The HTTPS listener: one io_context a thread with SO_REUSEPORT, TLS 1.2 and 1.3, HTTP/1.1 with keep-alive,
// and every limit that stands between the internet and a handler. A handler only ever sees requests that
// passed the strict guard (guard.hpp). With `tls` empty the same code is the private plain listener for
// metrics and health.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

// Answers one request. An exception that escapes is logged and answered 500 without a word about its cause.
using Handle = std::function<boost::asio::awaitable<Reply>(Request)>;

// Makes the handler of one I/O thread. It is called once for each thread before any of them runs, so whatever
// it builds (a Redis client, say) may live on that thread's own io_context without locks.
using MakeHandle = std::function<Handle(boost::asio::io_context&)>;

struct TlsFiles {
  std::string certificate_chain;  // PEM, the server's own certificate first
  std::string private_key;        // PEM
};

// What a caller gets for going over a limit stands behind it; without a status the connection is just closed.
struct HttpLimits {
  std::size_t header_bytes_max = 8 * 1024;  // request line and fields: 431
  std::size_t target_bytes_max = 2 * 1024;  // 414
  std::size_t fields_max = 64;              // 431
  std::size_t body_bytes_max = 64 * 1024;   // 413
  std::size_t connections_max = 2000;       // together
  std::size_t connections_per_ip_max =
      50;  // an IPv6 peer counts by its /64; 0 switches it off (behind a proxy)
  std::size_t requests_in_flight_max = 1024;  // together: 503 with Retry-After at once
  std::size_t bytes_per_second_min = 1024;    // of a body we read or a reply we write, after `grace`
  std::chrono::milliseconds grace{5'000};
  std::chrono::milliseconds handshake_timeout{10'000};
  std::chrono::milliseconds header_timeout{10'000};  // from its first byte: 408
  std::chrono::milliseconds body_timeout{20'000};    // 408
  std::chrono::milliseconds idle_timeout{60'000};    // between two requests
  std::chrono::milliseconds linger_timeout{2'000};   // for the peer to read our last words
};

struct HttpOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system chooses; HttpServer::port() tells
  std::optional<TlsFiles> tls;
  std::size_t io_threads = 2;
  HttpLimits limits;
  std::string metrics_listener = "public";  // the `listener` label of this server's metrics
};

class HttpServer {
 public:
  // Reads the key and certificate. Throws std::runtime_error with the file's name when they cannot be used.
  // `clock` gives the Date header and must outlive the server; time-outs run on the real clock.
  HttpServer(HttpOptions options, MakeHandle make_handle, const Clock& clock);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  // Stops at once, closing what is open. Whoever may still resume a handler's coroutine (database, pools)
  // must have been stopped before.
  ~HttpServer();

  // Binds, makes the handlers and starts the threads; ignores SIGPIPE for the whole process. Throws
  // std::runtime_error when the address cannot be bound.
  void start();
  [[nodiscard]] std::uint16_t port() const;

  // Reads the files again: connections made from now on use the new certificate, open ones keep theirs.
  // Throws std::runtime_error and keeps the old certificate when the files cannot be used. Callable from any
  // thread.
  void reload_certificate();

  // Stops accepting, closes idle connections, lets requests in flight end with `Connection: close`. Blocks
  // until the last connection is gone (true) or `limit` has passed (false). Safe to call twice, not from a
  // handler.
  bool drain(std::chrono::milliseconds limit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fenrun::server
