// A client that sends whatever bytes it is told to, over TLS or plain TCP, and blocks. A read that lasts half
// a minute fails the test instead of hanging it.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fenrun::server::testing {

struct RawReply {
  int status = 0;
  std::string head;  // with the empty line
  std::string body;
  // The value of a field by its exact name; empty when it is not there.
  [[nodiscard]] std::string field(const std::string& name) const;
};

class RawClient {
 public:
  enum class Kind { tls, plain };
  // `configure` may change what the client offers before it shakes hands.
  explicit RawClient(std::uint16_t port, Kind kind = Kind::tls,
                     const std::function<void(SSL*)>& configure = {});
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False when there is no connection, or TLS could not be agreed on.
  [[nodiscard]] bool is_connected() const { return is_connected_; }
  // False when the peer has gone.
  bool send(std::string_view bytes);
  void finish_sending();
  // The next reply; status 0 when the peer closed instead. `to_head`: it is the answer to HEAD.
  RawReply receive(bool to_head = false);
  // Everything up to the end of the connection.
  std::string receive_until_closed();
  // True when the peer closes without sending another byte.
  bool is_closed_by_peer();
  // Common name of the server's certificate.
  [[nodiscard]] std::string server_name() const;

 private:
  bool read_some();

  int socket_ = -1;
  std::shared_ptr<SSL_CTX> context_;
  std::shared_ptr<SSL> ssl_;
  bool is_connected_ = false;
  std::string received_;
};

// Cuts `bytes` into replies; what is no reply becomes a last one with status -1.
std::vector<RawReply> parse_replies(std::string_view bytes, bool to_head = false);

}  // namespace fenrun::server::testing
