// Bytes of one connection, with or without TLS. OpenSSL works straight on the non-blocking socket, so an idle
// connection holds no buffers and nothing is copied twice (Asio's own TLS stream keeps four 17 KiB buffers
// each).
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "server/http/tls.hpp"

namespace fenrun::server {

// What has to happen before the same call can go on.
enum class Next { go_on, wait_readable, wait_writable, closed };

struct Moved {
  std::size_t bytes = 0;
  Next next = Next::go_on;
};

class Transport {
 public:
  // `context` null: plain TCP.
  Transport(boost::asio::ip::tcp::socket socket, const TlsContext& context);

  // None of these blocks. `closed` covers the peer's end of file and every error.
  Next handshake();
  Moved read(std::span<char> into);
  Moved write(std::string_view bytes);
  // TLS holds bytes that a wait for the socket would not report.
  [[nodiscard]] bool has_buffered() const;

  // Waits for what `next` names; false when the wait was cancelled or the socket failed.
  boost::asio::awaitable<bool> ready(Next next);
  // Ends a wait under way; the connection stays usable.
  void cancel_wait();

  // Says goodbye (TLS close_notify, TCP FIN) without waiting; reading raw bytes stays possible.
  void finish_writing();
  // Reads and forgets raw bytes, so that closing does not reset the connection under our last words.
  Next discard();

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  Next why(int result);

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

}  // namespace fenrun::server
