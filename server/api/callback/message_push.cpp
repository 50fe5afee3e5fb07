// WeChat's message push: the check of our address, and messages. Both prove themselves by a signature;
// neither has another credential. A message is recorded and carried out before it is answered: WeChat repeats
// what is not answered, and a repetition changes nothing.
#include "wechat/miniprogram/message_push.hpp"

#include <algorithm>
#include <charconv>

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "flows/push/record_push.hpp"
#include "server/api/callback/handlers.hpp"
#include "server/api/problem.hpp"
#include "server/api/story.hpp"
#include "wechat/miniprogram/client.hpp"

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

// The word that is recorded and logged. WeChat's words are ASCII and short; whatever else comes is "other".
std::string kind_of(const wechat::PushMessage& message) {
  static constexpr std::size_t kKindMax = 64;
  const std::string& word = message.event.empty() ? message.type : message.event;
  const bool is_word = std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return is_word && word.size() <= kKindMax ? word : "other";
}

// The seconds since 1970 that the signature covers; no number is as old as can be.
Instant signed_at(const wechat::PushQuery& push) {
  std::int64_t seconds = 0;
  const char* const end = push.timestamp.data() + push.timestamp.size();
  const auto [stop, error] = std::from_chars(push.timestamp.data(), end, seconds);
  constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the year 9999
  if (error != std::errc{} || stop != end || seconds < 0 || seconds > kSecondsMax) return Instant{};
  return Instant{std::chrono::seconds(seconds)};
}

flows::RecordPush command_of(const App& app, const wechat::PushQuery& push,
                             const wechat::PushMessage& message) {
  flows::RecordPush command;
  command.signed_at = signed_at(push);
  const std::string key = crypto::from_hex(message.dedupe_key).value();
  std::copy_n(key.begin(), command.dedupe_key.size(), command.dedupe_key.begin());
  command.kind = kind_of(message);
  if (const auto* cancelled = std::get_if<wechat::AuthorizationCancelled>(&message.content)) {
    command.cancelled.emplace(flows::CancelledAccount{
        app.mini_program.appid(), app.sealer.blind_index("openid", cancelled->openid.reveal())});
  }
  const auto* const trade = std::get_if<wechat::TradeEvent>(&message.content);
  if (trade != nullptr && trade->notice == wechat::TradeNotice::order_settlement &&
      (trade->confirm_receive_time || trade->settlement_time)) {
    command.received.emplace(
        flows::TradeReceipt{trade->transaction_id, trade->merchant_trade_no, app.options.orders});
  }
  return command;
}

void count_message(flows::PushEffect effect) {
  metrics::counter("fenrun_wechat_push_total", "Messages that WeChat pushed, by what became of them.",
                   {{"effect", std::string(flows::to_word(effect))}})
      .add();
}

// Somebody must look at once: the platform acts against the mini-program itself.
void report_punishment(const Call& call, const wechat::Punished& punished) {
  metrics::counter("fenrun_wechat_punished_total", "Actions of the platform against the mini-program.").add();
  log::error("wechat.punished", {{"trace_id", call.trace.trace_id},
                                 {"punishment", static_cast<int>(punished.punishment)},
                                 {"punish_id", punished.punish_id},
                                 {"reason", punished.illegal_reason}});
}

void report(const Call& call, const wechat::PushMessage& message, const std::string& kind,
            const flows::PushReport& done) {
  const flows::PushEffect effect = done.effect;
  count_message(effect);
  log::info("wechat.message", {{"trace_id", call.trace.trace_id},
                               {"kind", kind},
                               {"key", message.dedupe_key},
                               {"effect", flows::to_word(effect)}});
  if (effect == flows::PushEffect::repeated || effect == flows::PushEffect::too_old) return;
  if (const auto* punished = std::get_if<wechat::Punished>(&message.content)) {
    report_punishment(call, *punished);
  }
  const auto* const trade = std::get_if<wechat::TradeEvent>(&message.content);
  if (trade != nullptr && trade->notice == wechat::TradeNotice::remind_shipping) {
    log::warning("shipping.overdue", {{"trace_id", call.trace.trace_id},
                                      {"transaction_id", trade->transaction_id},
                                      {"to_do", "ship the order: WeChat waits for two days"}});
  }
  if (effect == flows::PushEffect::not_shipped) {
    log::warning("shipping.received_unshipped", {{"trace_id", call.trace.trace_id},
                                                 {"order", done.order_public_id},
                                                 {"to_do", "ship the order here: its buyer has it already"}});
  }
  if (effect == flows::PushEffect::is_dealer) {
    log::warning("wechat.cancelled_dealer",
                 {{"trace_id", call.trace.trace_id},
                  {"key", message.dedupe_key},
                  {"consumer", done.consumer_public_id},
                  {"to_do", "end the dealership: the account is deleted with it"}});
  }
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
  const auto command = command_of(call.app, push, *message);
  std::function<Result<flows::PushReport>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::record_push(tx, command, call.now);
  };
  const Result<flows::PushReport> recorded = co_await run_story<flows::PushReport>(call, story);
  if (!recorded) co_return recorded.error();
  call.ended_sessions = recorded->ended.token_hashes;
  report(call, *message, command.kind, *recorded);
  co_return plain("success");
}

}  // namespace fenrun::server::callback
