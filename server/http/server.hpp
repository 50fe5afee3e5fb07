// The HTTPS listener: one io_context a thread with SO_REUSEPORT, TLS 1.2 and 1.3, HTTP/1.1 with keep-alive,
// and every limit that stands between the internet and a handler. A handler only ever sees requests that
// passed the strict guard (guard.hpp). With `tls` empty the same code is the private plain listener for
// metrics and health.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "server/http/message.hpp"
#include "server/http/options.hpp"

namespace fenrun::server {

// Answers one request. An exception that escapes is logged and answered 500 without a word about its cause.
using Handle = std::function<boost::asio::awaitable<Reply>(Request)>;

// Makes the handler of one I/O thread. It is called once for each thread before any of them runs, so whatever
// it builds (a Redis client, say) may live on that thread's own io_context without locks.
using MakeHandle = std::function<Handle(boost::asio::io_context&)>;

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
