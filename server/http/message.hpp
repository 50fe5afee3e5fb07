// What a handler sees of HTTP: plain values, without Beast.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenrun::server {

enum class Method { get, post, put, del };
enum class Language { zh, en };

// A request that passed the strict guard: complete body, one Host, known method, origin-form target.
struct Request {
  Method method = Method::get;
  std::string target;                                        // as received: path and query, percent-encoded
  std::string path;                                          // the target up to '?', still percent-encoded
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string peer_ip;  // the TCP peer

  // The first value of a header, by its lower-case name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return std::string_view(value);
    }
    return std::nullopt;
  }
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;                      // besides Content-Type, Content-Length, Date, Connection
  std::string_view route = "none";  // the route's template, for metrics; static lifetime
};

}  // namespace fenrun::server
