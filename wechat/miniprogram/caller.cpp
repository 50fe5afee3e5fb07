#include "wechat/miniprogram/caller.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/log.hpp"
#include "wechat/http/too_many_calls.hpp"
#include "wechat/miniprogram/errors.hpp"

namespace fenrun::wechat {

namespace asio = boost::asio;

namespace {

Error invalid_reply(std::string note) { return Error(kWechatReplyInvalid).internal_note(std::move(note)); }

HttpRequest to_request(const ApiCall& call) {
  HttpRequest request;
  request.method = call.method;
  request.target = target_with_query(call.path, call.query);
  if (call.method == HttpMethod::post) request.content_type = "application/json";
  request.body = call.body;
  request.is_idempotent = call.is_idempotent;
  return request;
}

bool is_worth_repeating(const Result<ApiReply>& reply) {
  return reply.refused_with(kWechatNotReached) || reply.refused_with(kWechatBusy);
}

// Refusals somebody must look at, as opposed to those that users cause.
bool is_alarming(const Error& error) {
  for (const auto* code :
       {&kWechatMisconfigured, &kWechatAccountRestricted, &kWechatQuotaUsedUp, &kWechatRequestRejected}) {
    if (error == *code) return true;
  }
  return false;
}

}  // namespace

std::string_view to_text(ApiName name) {
  switch (name) {
    case ApiName::code_to_session:
      return "code_to_session";
    case ApiName::stable_token:
      return "stable_token";
    case ApiName::phone_number:
      return "phone_number";
    case ApiName::unlimited_code:
      return "unlimited_code";
    case ApiName::generate_urllink:
      return "generate_urllink";
    case ApiName::send_subscribe_message:
      return "send_subscribe_message";
    case ApiName::check_session:
      return "check_session";
    case ApiName::reset_session:
      return "reset_session";
    case ApiName::check_text:
      return "check_text";
    case ApiName::upload_shipping:
      return "upload_shipping";
    case ApiName::shipped_order:
      return "shipped_order";
  }
  return "";
}

std::string_view image_type(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  return {};
}

Result<ApiReply> read_api_reply(const HttpReply& reply, bool expects_image) {
  if (reply.status != 200) return invalid_reply("HTTP status " + std::to_string(reply.status));
  if (expects_image && !image_type(reply.body).empty()) return ApiReply{Json(), reply.body};
  auto json = parse_json(reply.body);
  if (!json || !json->is_object()) return invalid_reply("the body is not a JSON object");
  if (!json->contains("errcode")) {
    if (expects_image) return invalid_reply("neither an image nor an errcode");
    return ApiReply{std::move(*json), {}};
  }
  const auto errcode = integer_member(*json, "errcode");
  if (!errcode || !std::in_range<int>(*errcode)) return invalid_reply("errcode is not an integer");
  if (*errcode != 0) {
    const auto* errmsg = text_member(*json, "errmsg");
    return error_from_errcode(static_cast<int>(*errcode), errmsg != nullptr ? *errmsg : std::string_view{});
  }
  if (expects_image) return invalid_reply("success without the image");
  return ApiReply{std::move(*json), {}};
}

Caller::Caller(std::shared_ptr<HttpTransport> transport, BreakerOptions breaker,
               std::chrono::milliseconds repeat_after, const Clock& clock)
    : transport_(std::move(transport)), repeat_after_(repeat_after), clock_(clock), breaker_(breaker) {
  for (std::size_t name = 0; name < kApiNames; ++name) {
    const std::string call(wechat::to_text(static_cast<ApiName>(name)));
    for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
      const std::string text(to_text(static_cast<Outcome>(outcome)));
      meters_[name].calls[outcome] =
          metrics::counter("fenrun_wechat_calls_total", "Calls of the mini-program API by outcome",
                           {{"call", call}, {"outcome", text}});
    }
    meters_[name].seconds = metrics::histogram("fenrun_wechat_call_seconds",
                                               "Duration of mini-program API calls", {{"call", call}});
  }
}

Awaitable<Result<ApiReply>> Caller::call(ApiCall call) {
  Result<ApiReply> first = co_await call_once(call);
  if (!call.is_idempotent || !is_worth_repeating(first)) co_return first;
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  asio::steady_timer pause(executor, repeat_after_);
  boost::system::error_code ignored;
  co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  Result<ApiReply> second = co_await call_once(std::move(call));
  if (second.refused_with(kWechatPaused)) co_return first;  // which says why
  co_return second;
}

Awaitable<Result<ApiReply>> Caller::call_once(ApiCall call) {
  const auto started = clock_.steady();
  if (!admit()) {
    const Result<ApiReply> paused = Error(kWechatPaused).retry_after(std::chrono::seconds(5));
    note(call.name, paused, started);
    co_return paused;
  }
  Result<HttpReply> reply = co_await transport_->send(to_request(call));
  Result<ApiReply> read =
      reply ? read_api_reply(*reply, call.expects_image) : Result<ApiReply>(reply.error());
  note(call.name, read, started);
  co_return read;
}

bool Caller::admit() {
  const std::lock_guard lock(mutex_);
  return breaker_.admit(clock_.steady());
}

Caller::Outcome Caller::outcome_of(const Result<ApiReply>& reply) {
  if (reply) return Outcome::ok;
  if (reply.refused_with(kWechatBusy)) return Outcome::busy;
  if (reply.refused_with(kWechatReplyInvalid)) return Outcome::invalid_reply;
  if (reply.refused_with(kWechatOutcomeUnknown)) return Outcome::unknown;
  if (reply.refused_with(kWechatNotReached)) return Outcome::not_reached;
  if (reply.refused_with(kWechatTooManyCalls)) return Outcome::too_many;
  if (reply.refused_with(kWechatPaused)) return Outcome::paused;
  return Outcome::refused;
}

std::string_view Caller::to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::ok:
      return "ok";
    case Outcome::refused:
      return "refused";
    case Outcome::busy:
      return "busy";
    case Outcome::invalid_reply:
      return "invalid_reply";
    case Outcome::unknown:
      return "unknown";
    case Outcome::not_reached:
      return "not_reached";
    case Outcome::too_many:
      return "too_many";
    case Outcome::paused:
      return "paused";
  }
  return "";
}

// Feeds the breaker, the metrics and the log.
void Caller::note(ApiName name, const Result<ApiReply>& reply,
                  std::chrono::steady_clock::time_point started) {
  const auto now = clock_.steady();
  const Outcome outcome = outcome_of(reply);
  const auto& meters = meters_[static_cast<std::size_t>(name)];
  meters.calls[static_cast<std::size_t>(outcome)].add();
  if (outcome == Outcome::paused) return;
  meters.seconds.observe(std::chrono::duration<double>(now - started).count());
  // A client that is full says nothing of WeChat.
  if (outcome != Outcome::too_many) {
    const std::lock_guard lock(mutex_);
    if (outcome == Outcome::ok || outcome == Outcome::refused) {
      breaker_.succeeded();
    } else {
      breaker_.failed(now);
    }
  }
  if (!reply)
    log(name, reply.error(), outcome, std::chrono::duration_cast<std::chrono::milliseconds>(now - started));
}

void Caller::log(ApiName name, const Error& error, Outcome outcome, std::chrono::milliseconds took) const {
  // Refusals that any user can cause must not fill the log of those who look for trouble.
  const auto usual = outcome == Outcome::refused ? log::Level::info : log::Level::warning;
  log::write(is_alarming(error) ? log::Level::error : usual, "wechat.call_failed",
             {{"call", wechat::to_text(name)},
              {"code", error.code()},
              {"cause", error.internal_note()},
              {"took_ms", took.count()}});
}

}  // namespace fenrun::wechat
