// What every call of the mini-program API shares: the circuit breaker, reading the outcome, metrics and logs.
// It knows nothing of tokens.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "wechat/breaker.hpp"
#include "wechat/http/client.hpp"
#include "wechat/http/url.hpp"
#include "wechat/json.hpp"

namespace fenrun::wechat {

enum class ApiName {
  code_to_session,
  stable_token,
  phone_number,
  unlimited_code,
  generate_urllink,
  send_subscribe_message,
  check_session,
  reset_session,
  check_text,
  upload_shipping,
  shipped_order,
};
inline constexpr std::size_t kApiNames = 11;

// As written in metrics and logs.
std::string_view to_text(ApiName name);

struct ApiCall {
  ApiName name{};
  HttpMethod method = HttpMethod::get;
  std::string path;
  Query query;
  std::string body;  // JSON; empty for GET
  bool is_idempotent = false;
  bool expects_image = false;
};

struct ApiReply {
  Json json;          // the object, when the reply is JSON
  std::string image;  // JPEG or PNG bytes, only for calls that expect them
};

// Success is no errcode or errcode 0; what Content-Type says is ignored. Refuses with kWechatReplyInvalid and
// the codes of the errcode table.
Result<ApiReply> read_api_reply(const HttpReply& reply, bool expects_image);

// "image/jpeg" or "image/png" by the first bytes; empty for anything else.
std::string_view image_type(std::string_view bytes);

// Thread-safe.
class Caller {
 public:
  Caller(std::shared_ptr<HttpTransport> transport, BreakerOptions breaker,
         std::chrono::milliseconds repeat_after, const Clock& clock);

  // Refuses with kWechatPaused, what the transport and read_api_reply refuse with. An idempotent call that
  // was not reached or found WeChat busy is repeated once, `repeat_after` later.
  Awaitable<Result<ApiReply>> call(ApiCall call);

 private:
  enum class Outcome { ok, refused, busy, invalid_reply, unknown, not_reached, too_many, paused };
  static constexpr std::size_t kOutcomes = 8;
  struct Meters {
    std::array<metrics::Counter, kOutcomes> calls;
    metrics::Histogram seconds;
  };

  static Outcome outcome_of(const Result<ApiReply>& reply);
  static std::string_view to_text(Outcome outcome);
  Awaitable<Result<ApiReply>> call_once(ApiCall call);
  bool admit();
  void note(ApiName name, const Result<ApiReply>& reply, std::chrono::steady_clock::time_point started);
  void log(ApiName name, const Error& error, Outcome outcome, std::chrono::milliseconds took) const;

  const std::shared_ptr<HttpTransport> transport_;
  const std::chrono::milliseconds repeat_after_;
  const Clock& clock_;
  std::array<Meters, kApiNames> meters_;
  std::mutex mutex_;  // guards the breaker
  Breaker breaker_;
};

}  // namespace fenrun::wechat
