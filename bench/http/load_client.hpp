// An HTTPS client that keeps many connections busy from one thread. Closed loop: each connection sends its
// next request when the last is answered. Open loop: requests are due on a fixed schedule, and latency counts
// from then, whether or not a connection was free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bench/harness/latency.hpp"

namespace fenrun::bench {

struct LoadPlan {
  std::uint16_t port = 0;
  std::size_t connections = 64;
  std::uint64_t operations = 0;
  std::string request;  // whole, with its empty line
  // Instead of `request`, when each operation sends its own: the text of operation 0, 1, …
  std::function<std::string(std::uint64_t)> request_of;
  // Called with the body of every reply of status 2xx.
  std::function<void(std::uint64_t, std::string_view)> on_reply;
  std::optional<double> per_second;  // open loop
  bool is_connection_each = false;   // a new connection, with its handshake, for every request
};

struct LoadResult {
  std::uint64_t answered = 0;  // with status 2xx
  std::uint64_t failed = 0;    // another status, or the connection broke
  double seconds = 0;
  LatencyHistogram latency;
};

// Throws std::runtime_error when it cannot connect.
LoadResult run_load(const LoadPlan& plan);

// Opens `count` TLS connections, sends one request on each, calls `look` while they are idle, and closes
// them.
void hold_connections(std::uint16_t port, std::size_t count, const std::string& request,
                      const std::function<void()>& look);

}  // namespace fenrun::bench
