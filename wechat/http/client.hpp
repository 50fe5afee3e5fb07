// One HTTPS exchange with one of WeChat's hosts: chain and host name are verified, everything is bounded,
// redirects are never followed. Beast and OpenSSL stay behind this header.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace fenrun::wechat {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

enum class HttpMethod { get, post };

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string target;  // path and query, percent-encoded, starting with '/'; the base URL's path prefix goes
                       // before it
  std::vector<std::pair<std::string, std::string>> headers;  // besides Host, User-Agent, Content-Length
  std::string content_type;                                  // empty: none is sent
  std::string body;
  // True when WeChat seeing the request twice is harmless: the client then repeats it once by itself if a
  // re-used connection turns out to be dead before a byte of the reply arrived.
  bool is_idempotent = false;
  // The whole call's limit for this request, when that is less than the client's own.
  std::optional<std::chrono::milliseconds> call_ms_max{};
};

struct HttpReply {
  int status = 0;
  std::string content_type;                                  // lower case, without parameters
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in the order received
  std::string body;
};

// No byte of the request reached WeChat: repeating it is safe whatever it does.
inline constexpr ErrorCode kWechatNotReached{
    ErrorKind::unavailable, "wechat.not_reached", "暂时无法连接微信，请稍后重试",
    "WeChat cannot be reached at the moment; please try again shortly"};
// The request may have been carried out: a time-out, a cut connection, an unreadable or oversized HTTP reply.
inline constexpr ErrorCode kWechatOutcomeUnknown{ErrorKind::upstream, "wechat.outcome_unknown",
                                                 "微信未及时应答，请稍后重试",
                                                 "WeChat did not answer properly; please try again shortly"};

// The exchange itself, so that what is built on it can be tried against scripted replies.
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // Refuses with kWechatNotReached, kWechatTooManyCalls or kWechatOutcomeUnknown; any HTTP status is a reply.
  // The coroutine may run on any io_context; it uses connections of that context only.
  virtual Awaitable<Result<HttpReply>> send(HttpRequest request) = 0;
};

struct HttpClientOptions {
  std::string base_url{};  // "https://host[:port][/prefix]"; the only scheme is https
  std::string ca_file{};   // PEM bundle to trust instead of the system's; empty: the system's
  std::chrono::milliseconds connect_ms_max{3'000};    // look-up and TCP connect together
  std::chrono::milliseconds handshake_ms_max{3'000};  // TLS
  std::chrono::milliseconds call_ms_max{10'000};      // the whole call, connecting included
  // A kept connection that has been idle for longer is not used again. WeChat closes its side after 8 s
  // ("Keep-Alive: timeout=8"), and a POST that meets the closing has an unknown outcome: ours ends well
  // before.
  std::chrono::milliseconds idle_ms_max{5'000};
  std::size_t idle_connections_max = 64;  // kept, for each io_context
  std::size_t calls_max = 256;            // under way at once, over all contexts; more are not sent
  std::size_t reply_bytes_max = 1U << 20U;
};

struct HttpClientState;

// Thread-safe; may be used from coroutines on several contexts at once, each context run by one thread (or
// the coroutine by a strand). Kept connections belong to the context and are closed with it, in either order
// of destruction.
class HttpClient final : public HttpTransport {
 public:
  // Throws std::invalid_argument for a base URL it cannot use, std::runtime_error when the CA file cannot be
  // read.
  // Time-outs run on the real clock; `clock` tells how old a kept connection is, and outlives the client.
  HttpClient(HttpClientOptions options, const Clock& clock);
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  Awaitable<Result<HttpReply>> send(HttpRequest request) override;

 private:
  std::shared_ptr<HttpClientState> state_;
};

}  // namespace fenrun::wechat
