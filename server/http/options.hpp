// What the configuration may say about a listener. Apart from server.hpp, so that reading it costs no Asio.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fenrun::server {

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
  // POST to one of these paths takes a file: a larger body, and no more of them at once than this, because
  // the caller is not known before the body has been read. Others get 503 with Retry-After.
  std::vector<std::string> upload_paths{};
  std::size_t upload_bytes_max = 8 * 1024 * 1024;
  std::size_t uploads_max = 4;
  std::size_t streams_max = 64;        // replies that go on, such as the progress of a job
  std::size_t connections_max = 2000;  // together
  std::size_t connections_per_ip_max =
      50;  // an IPv6 peer counts by its /64; 0 switches it off (behind a proxy)
  std::size_t requests_in_flight_max = 1024;  // together: 503 with Retry-After at once
  std::size_t bytes_per_second_min = 1024;    // of a body we read or a reply we write, after `grace`
  std::chrono::milliseconds grace{5'000};
  std::chrono::milliseconds handshake_timeout{10'000};
  std::chrono::milliseconds header_timeout{10'000};  // from its first byte: 408
  std::chrono::milliseconds body_timeout{20'000};    // 408
  std::chrono::milliseconds idle_timeout{60'000};    // between two requests
  std::chrono::milliseconds stall_timeout{30'000};   // of a reply: the peer takes nothing of it
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

}  // namespace fenrun::server
