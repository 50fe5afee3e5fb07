// What a handler sees of HTTP: plain values, without Beast.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
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

// The next piece of a reply whose end is not known when it begins; empty: nothing yet; nothing: it has ended.
using NextPiece = std::function<boost::asio::awaitable<std::optional<std::string>>()>;

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>>
      headers;                      // besides Content-Type, Content-Length, Date, Connection
  std::string_view route = "none";  // the route's template, for metrics; static lifetime
  // Where it is set the body is these pieces, each sent as it comes; the reply has no length and ends with
  // its connection. Asked on the connection's own thread; to be answered in a second or so, since a drain
  // waits for it.
  NextPiece next_piece{};
};

}  // namespace fenrun::server
