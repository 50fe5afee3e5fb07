// A crude blocking TLS server that does to each connection what the test says, mistakes included.
#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/wechat/support/certificates.hpp"

namespace fenrun::wechat::testing {

// One connection as its server sees it.
class Peer {
 public:
  Peer(int socket, SSL* ssl) : socket_(socket), ssl_(ssl) {}
  // Head and body of the next request; "" when the client has gone.
  std::string read_request();
  void write(const std::string& text);
  // "HTTP/1.1 200 OK" with a Content-Length.
  void reply(const std::string& body, const std::string& content_type = "application/json");
  // Says goodbye as TLS wants it; without it the connection is just cut.
  void close_properly();
  // Blocks until the client or the server's end closes the connection.
  void wait_for_the_end();

 private:
  int socket_;
  SSL* ssl_;
  std::string unread_;
};

class TlsServer {
 public:
  using Serve = std::function<void(Peer&)>;
  // Calls `serve` on a thread of its own for each connection whose handshake succeeded.
  TlsServer(const Identity& identity, Serve serve);
  // Accepts TCP connections and never says a word.
  static std::unique_ptr<TlsServer> mute();
  ~TlsServer();
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(const std::string& host = "localhost", const std::string& prefix = "") const {
    return "https://" + host + ":" + std::to_string(port_) + prefix;
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  TlsServer();
  void accept_all();
  void attend(int socket);

  std::shared_ptr<SSL_CTX> tls_;
  Serve serve_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  bool is_stopping_ = false;
  std::vector<int> open_;
  std::vector<std::thread> attendants_;
  std::thread acceptor_;
};

}  // namespace fenrun::wechat::testing
