// A consumer's own account: what we know, the phone number, the nickname, and the end of it.
#include "db/consumer/consumer.hpp"
#include "db/dealer/dealer.hpp"
#include "flows/consumer/delete_account.hpp"
#include "flows/consumer/set_phone.hpp"
#include "server/api/consumer/consumer_view.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/story.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server::consumer {

Result<Reply> show_me(const Call& call, db::Tx& tx) {
  const auto consumer = db::find_consumer(tx, call.caller.consumer);
  if (!consumer) return kConsumerGone;
  json::Writer body;
  body.text("id", consumer->public_id)
      .text("nickname", consumer->nickname)
      .text("phone_masked", consumer->phone_masked)
      .time("created_at", consumer->created_at);
  add_referrer(body, db::find_referrer(tx, consumer->id));
  const auto dealer = db::find_dealer_of_consumer(tx, consumer->id);
  if (dealer) {
    DealerNames names(tx);
    body.object("dealer", dealer_json(*dealer, names));
  } else {
    body.null("dealer");
  }
  return ok(body);
}

Result<Reply> delete_me(const Call& call, db::Tx& tx) {
  const auto ended = flows::delete_account(tx, {call.caller.consumer}, call.now);
  if (!ended) return ended.error();
  call.ended_sessions = ended->token_hashes;
  return no_content();
}

Result<Reply> set_nickname(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const flows::SetNickname command{call.caller.consumer, body.text("nickname", {1, 32})};
  if (auto refused = body.refusal()) return *refused;
  if (auto done = flows::set_nickname(tx, command, call.now); !done) return done.error();
  return no_content();
}

AsyncReply set_phone(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  const std::string code = body.text("code", {1, 128});
  if (auto refused = body.refusal()) co_return *refused;
  const auto phone = co_await call.app.mini_program.phone_number(code);
  if (!phone) co_return phone.error();
  flows::SetPhone command;
  command.consumer_id = call.caller.consumer;
  command.phone = flows::seal_phone(call.app.sealer, call.caller.consumer_public_id, phone->pure_number);
  std::function<Result<Reply>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Reply> {
    if (auto done = flows::set_phone(tx, command, call.now); !done) return done.error();
    return ok(json::Writer().text("phone_masked", command.phone.masked));
  };
  Result<Reply> reply = co_await run_story<Reply>(call, story);
  co_return reply;
}

}  // namespace fenrun::server::consumer
