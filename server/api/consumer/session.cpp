// Signing in to the mini-program and out again.
#include "db/mysql/tx.hpp"
#include "flows/consumer/log_in_consumer.hpp"
#include "flows/consumer/log_out.hpp"
#include "flows/consumer/spend_login_code.hpp"
#include "server/api/bearer.hpp"
#include "server/api/consumer/consumer_view.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/story.hpp"
#include "wechat/miniprogram/client.hpp"

namespace fenrun::server::consumer {
namespace {

flows::SealedIdentity seal(const App& app, const wechat::WechatSession& session) {
  flows::PlainIdentity identity;
  identity.appid = app.mini_program.appid();
  identity.openid = session.openid;
  if (session.unionid) identity.unionid = *session.unionid;
  identity.session_key = session.session_key;
  return flows::seal_identity(app.sealer, identity);
}

boost::asio::awaitable<Done> spend_code(const Call& call, const std::string& code) {
  const flows::SpendLoginCode command{crypto::sha256(code)};
  std::function<Done(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::spend_login_code(tx, command, call.now);
  };
  Done spent = co_await run_story<void>(call, story, db::Lane::pipeline);
  co_return spent;
}

json::Writer login_json(const flows::LoggedIn& in, std::string_view token) {
  json::Writer profile;
  profile.text("id", in.public_id)
      .text("nickname", in.nickname)
      .text("phone_masked", in.phone_masked)
      .time("created_at", in.created_at);
  json::Writer body;
  body.text("token", token)
      .time("expires_at", in.expires_at)
      .boolean("is_new", in.is_new)
      .object("profile", profile);
  add_referrer(body, in.referrer);
  if (in.scene) {
    body.text("binding_outcome", to_text(*in.scene));
  } else {
    body.null("binding_outcome");
  }
  return body;
}

}  // namespace

AsyncReply log_in(const Call& call, Edge&) {
  json::Reader body(call.request.body);
  const std::string code = body.text("code", {1, 128});
  const auto scene = body.maybe_text("scene", {1, 64});
  if (auto refused = body.refusal()) co_return *refused;

  const Done spent = co_await spend_code(call, code);
  if (!spent) co_return spent.error();
  const auto session = co_await call.app.mini_program.code_to_session(code);
  if (!session) co_return session.error();

  const std::string token = make_token(call.app.random);
  flows::LogInConsumer command;
  command.identity = seal(call.app, *session);
  command.new_public_id = call.new_public_id();
  command.token_hash = hash_token(token).value();
  command.session_lifetime = call.app.options.consumer_session_lifetime;
  if (const auto held = bearer_token(call.request)) command.previous_token_hash = hash_token(*held);
  if (scene) command.touch = call.app.referral_codec.touch(*scene, EvidenceKind::scan);
  command.rule = call.app.options.binding;

  std::function<Result<flows::LoggedIn>(db::Tx&)> story = [&](db::Tx& tx) {
    return flows::log_in_consumer(tx, command, call.now);
  };
  const auto in = co_await run_story<flows::LoggedIn>(call, story, db::Lane::pipeline);
  if (!in) co_return in.error();
  call.ended_sessions = in->ended_sessions;
  co_return ok(login_json(*in, token));
}

Result<Reply> log_out(const Call& call, db::Tx& tx) {
  const auto ended = flows::log_out(tx, {call.caller.consumer, call.caller.session}, call.now);
  if (!ended) return ended.error();
  call.ended_sessions = ended->token_hashes;
  return no_content();
}

Result<Reply> log_out_everywhere(const Call& call, db::Tx& tx) {
  const auto ended = flows::log_out_everywhere(tx, {call.caller.consumer}, call.now);
  if (!ended) return ended.error();
  call.ended_sessions = ended->token_hashes;
  return no_content();
}

}  // namespace fenrun::server::consumer
