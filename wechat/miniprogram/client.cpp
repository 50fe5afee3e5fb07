#include "wechat/miniprogram/client.hpp"

#include <utility>

#include "base/log.hpp"
#include "wechat/miniprogram/caller.hpp"
#include "wechat/miniprogram/requests.hpp"
#include "wechat/miniprogram/token_keeper.hpp"

namespace fenrun::wechat {

// What a call under way needs, whatever becomes of the MiniProgram object.
struct MiniProgramParts {
  MiniProgramParts(MiniProgramOptions given, std::shared_ptr<HttpTransport> transport, const Clock& clock);

  const MiniProgramOptions options;
  const std::shared_ptr<Caller> caller;
  TokenKeeper tokens;
};

namespace {

using Parts = std::shared_ptr<MiniProgramParts>;

Awaitable<Result<TokenKeeper::Fetched>> fetch_token(std::shared_ptr<Caller> caller, ApiCall call) {
  const Result<ApiReply> reply = co_await caller->call(std::move(call));
  // Here the errcodes about tokens speak of the AppSecret.
  if (reply.refused_with(kWechatTokenRejected)) {
    log::error("wechat.app_secret_rejected", {{"cause", reply.error().internal_note()}});
    Error error(kWechatMisconfigured);
    error.internal_note(reply.error().internal_note());
    co_return error;
  }
  if (!reply) co_return reply.error();
  co_return read_token(reply->json);
}

TokenKeeper::Fetch token_fetcher(std::shared_ptr<Caller> caller, MiniProgramOptions options) {
  return [caller = std::move(caller), options = std::move(options)](bool force) {
    return fetch_token(caller, stable_token_call(options, force));
  };
}

ApiCall with_token(ApiCall call, const SecretText& token) {
  call.query.emplace(call.query.begin(), "access_token", token.reveal());
  return call;
}

// A call under a token; when WeChat rejects the token, the call is repeated once under another.
Awaitable<Result<ApiReply>> call_with_token(Parts parts, ApiCall call) {
  const Result<SecretText> token = co_await parts->tokens.current();
  if (!token) co_return token.error();
  Result<ApiReply> first = co_await parts->caller->call(with_token(call, *token));
  if (!first.refused_with(kWechatTokenRejected)) co_return first;
  const Result<SecretText> other = co_await parts->tokens.replacement_for(*token);
  if (!other) {
    log::error("wechat.token_not_replaced",
               {{"code", other.error().code()}, {"cause", other.error().internal_note()}});
    co_return other.error();
  }
  Result<ApiReply> second = co_await parts->caller->call(with_token(std::move(call), *other));
  if (second.refused_with(kWechatTokenRejected)) log::error("wechat.new_token_rejected");
  co_return second;
}

Awaitable<Result<WechatSession>> code_to_session_of(Parts parts, std::string code) {
  Result<ApiCall> call = code_to_session_call(parts->options, code);
  if (!call) co_return call.error();
  const Result<ApiReply> reply = co_await parts->caller->call(std::move(*call));
  if (!reply) co_return reply.error();
  co_return read_session(reply->json);
}

Awaitable<Result<PhoneNumber>> phone_number_of(Parts parts, std::string code) {
  Result<ApiCall> call = phone_number_call(code);
  if (!call) co_return call.error();
  const Result<ApiReply> reply = co_await call_with_token(parts, std::move(*call));
  if (!reply) co_return reply.error();
  co_return read_phone_number(reply->json, parts->options.appid);
}

Awaitable<Result<CodeImage>> unlimited_code_of(Parts parts, UnlimitedCodeRequest request) {
  Result<ApiCall> call = unlimited_code_call(request);
  if (!call) co_return call.error();
  Result<ApiReply> reply = co_await call_with_token(parts, std::move(*call));
  if (!reply) co_return reply.error();
  CodeImage image{std::string(image_type(reply->image)), std::move(reply->image)};
  co_return image;
}

Awaitable<Result<std::string>> urllink_of(Parts parts, UrlLinkRequest request) {
  Result<ApiCall> call = urllink_call(request);
  if (!call) co_return call.error();
  const Result<ApiReply> reply = co_await call_with_token(parts, std::move(*call));
  if (!reply) co_return reply.error();
  co_return read_urllink(reply->json);
}

// For calls whose success says nothing more.
Awaitable<Done> done_of(Parts parts, ApiCall call) {
  const Result<ApiReply> reply = co_await call_with_token(parts, std::move(call));
  if (!reply) co_return reply.error();
  co_return Done();
}

Awaitable<Result<WechatSession>> reset_session_of(Parts parts, ApiCall call) {
  const Result<ApiReply> reply = co_await call_with_token(parts, std::move(call));
  if (!reply) co_return reply.error();
  co_return read_session(reply->json);
}

Awaitable<Result<ContentVerdict>> check_text_of(Parts parts, SecretText openid, ContentScene scene,
                                                std::string text) {
  Result<ApiCall> call = check_text_call(openid, scene, text);
  if (!call) co_return call.error();
  const Result<ApiReply> reply = co_await call_with_token(parts, std::move(*call));
  if (!reply) co_return reply.error();
  co_return read_verdict(reply->json);
}

Awaitable<Done> upload_shipping_of(Parts parts, ShippingUpload upload) {
  Result<ApiCall> call = upload_shipping_call(upload);
  if (!call) co_return call.error();
  const Done done = co_await done_of(parts, std::move(*call));
  co_return done;
}

Awaitable<Result<ShippedState>> shipped_order_of(Parts parts, std::string transaction_id) {
  const Result<ApiReply> reply = co_await call_with_token(parts, shipped_order_call(transaction_id));
  if (!reply) co_return reply.error();
  co_return read_shipped_state(reply->json, transaction_id);
}

}  // namespace

MiniProgramParts::MiniProgramParts(MiniProgramOptions given, std::shared_ptr<HttpTransport> transport,
                                   const Clock& clock)
    : options(std::move(given)),
      caller(std::make_shared<Caller>(std::move(transport), options.breaker, options.repeat_after_ms, clock)),
      tokens(token_fetcher(caller, options), clock) {}

MiniProgram::MiniProgram(MiniProgramOptions options, const Clock& clock) {
  auto transport = std::make_shared<HttpClient>(options.http, clock);
  parts_ = std::make_shared<MiniProgramParts>(std::move(options), std::move(transport), clock);
}

MiniProgram::MiniProgram(MiniProgramOptions options, std::shared_ptr<HttpTransport> transport,
                         const Clock& clock)
    : parts_(std::make_shared<MiniProgramParts>(std::move(options), std::move(transport), clock)) {}

MiniProgram::~MiniProgram() = default;

Awaitable<Result<WechatSession>> MiniProgram::code_to_session(std::string code) {
  return code_to_session_of(parts_, std::move(code));
}

Awaitable<Result<PhoneNumber>> MiniProgram::phone_number(std::string code) {
  return phone_number_of(parts_, std::move(code));
}

Awaitable<Result<CodeImage>> MiniProgram::unlimited_code(UnlimitedCodeRequest request) {
  return unlimited_code_of(parts_, std::move(request));
}

Awaitable<Result<std::string>> MiniProgram::generate_urllink(UrlLinkRequest request) {
  return urllink_of(parts_, std::move(request));
}

Awaitable<Done> MiniProgram::send_subscribe_message(SubscribeMessage message) {
  return done_of(parts_, subscribe_message_call(message));
}

Awaitable<Done> MiniProgram::check_session(SecretText openid, SecretText session_key) {
  return done_of(parts_, check_session_call(openid, session_key));
}

Awaitable<Result<WechatSession>> MiniProgram::reset_session(SecretText openid, SecretText session_key) {
  return reset_session_of(parts_, reset_session_call(openid, session_key));
}

Awaitable<Result<ContentVerdict>> MiniProgram::check_text(SecretText openid, ContentScene scene,
                                                          std::string text) {
  return check_text_of(parts_, std::move(openid), scene, std::move(text));
}

Awaitable<Done> MiniProgram::upload_shipping(ShippingUpload upload) {
  return upload_shipping_of(parts_, std::move(upload));
}

Awaitable<Result<ShippedState>> MiniProgram::shipped_order(std::string transaction_id) {
  return shipped_order_of(parts_, std::move(transaction_id));
}

const std::string& MiniProgram::appid() const { return parts_->options.appid; }

}  // namespace fenrun::wechat
