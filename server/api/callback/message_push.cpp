// WeChat's message push: the check of our address, and messages. Both prove themselves by a signature;
// neither has another credential. A message changes nothing here yet: it is verified, counted and answered,
// because WeChat repeats what is not.
#include "wechat/miniprogram/message_push.hpp"

#include "base/log.hpp"
#include "server/api/callback/handlers.hpp"
#include "server/api/problem.hpp"

namespace fenrun::server::callback {
namespace {

wechat::PushQuery read_query(Query& query) {
  wechat::PushQuery push;
  push.signature = query.maybe_text("signature", {0, 128}).value_or("");
  push.timestamp = query.maybe_text("timestamp", {0, 32}).value_or("");
  push.nonce = query.maybe_text("nonce", {0, 128}).value_or("");
  push.msg_signature = query.maybe_text("msg_signature", {0, 128}).value_or("");
  push.echostr = query.maybe_text("echostr", {0, 1024}).value_or("");
  // Sent beside them and not needed: the message itself says both.
  (void)query.maybe_text("openid", {0, 128});
  (void)query.maybe_text("encrypt_type", {0, 16});
  return push;
}

Reply plain(std::string text) {
  Reply reply;
  reply.content_type = "text/plain; charset=utf-8";
  reply.body = std::move(text);
  return reply;
}

}  // namespace

AsyncReply verify_message_push(const Call& call, Edge&) {
  if (call.app.message_push == nullptr) co_return kNoSuchRoute;
  Query query(call.request.target);
  const auto push = read_query(query);
  if (auto refused = query.refusal()) co_return *refused;
  const auto echo = call.app.message_push->answer_set_up(push);
  if (!echo) co_return echo.error();
  co_return plain(*echo);
}

AsyncReply receive_message_push(const Call& call, Edge&) {
  if (call.app.message_push == nullptr) co_return kNoSuchRoute;
  Query query(call.request.target);
  const auto push = read_query(query);
  if (auto refused = query.refusal()) co_return *refused;
  const auto message = call.app.message_push->receive(push, call.request.body);
  if (!message) co_return message.error();
  log::info("wechat.message",
            {{"trace_id", call.trace.trace_id}, {"type", message->type}, {"event", message->event}});
  co_return plain("success");
}

}  // namespace fenrun::server::callback
