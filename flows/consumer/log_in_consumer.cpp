#include "flows/consumer/log_in_consumer.hpp"

#include "base/assert.hpp"
#include "db/consumer/consumer.hpp"
#include "db/session/session.hpp"
#include "db/statistics/referral_scan.hpp"
#include "domain/consumer/consumer.hpp"
#include "domain/consumer/session.hpp"
#include "flows/binding/bind_consumer.hpp"

namespace fenrun::flows {
namespace {

// Finds the consumer under lock, or creates them. Whoever's row it is after a race, its public id tells.
db::Consumer find_or_create(db::Tx& tx, const LogInConsumer& command, Instant now) {
  const auto& identity = command.identity;
  auto consumer = db::lock_consumer_by_openid(tx, identity.appid, identity.openid_index);
  if (consumer) return std::move(*consumer);
  db::insert_consumer_if_absent(
      tx, {command.new_public_id, identity.appid, identity.openid_index, identity.openid_sealed,
           identity.unionid_sealed, identity.session_key_sealed, now});
  consumer = db::lock_consumer_by_openid(tx, identity.appid, identity.openid_index);
  FENRUN_ASSERT(consumer);
  return std::move(*consumer);
}

// Begins the new session; ends the one the client still held, and the oldest ones when there would be too
// many.
std::vector<crypto::Sha256> rotate_session(db::Tx& tx, const LogInConsumer& command, ConsumerId consumer,
                                           Instant now) {
  std::vector<crypto::Sha256> ended;
  const auto end = [&](const crypto::Sha256& token_hash) {
    if (db::delete_session_of(tx, token_hash, consumer)) ended.push_back(token_hash);
  };
  if (command.previous_token_hash) end(*command.previous_token_hash);
  const auto live = db::live_sessions(tx, consumer, now);
  for (std::size_t i = 0; i < sessions_to_end(live.size()); ++i) end(live[i]);
  db::insert_session(tx, command.token_hash, consumer, now, now + command.session_lifetime);
  return ended;
}

Done touch_scene(db::Tx& tx, const LogInConsumer& command, LoggedIn& logged_in, Instant now) {
  if (!command.touch) {
    logged_in.referrer = db::find_referrer(tx, logged_in.consumer_id);
    return {};
  }
  const BindConsumer bind{logged_in.consumer_id, *command.touch, command.rule, logged_in.is_new};
  auto report = touch_code(tx, bind, now);
  if (!report) return report.error();
  const bool is_scan = command.touch->kind == EvidenceKind::scan && report->touched.is_set();
  if (is_scan) db::record_scan(tx, {logged_in.consumer_id, report->touched, now, report->is_known});
  logged_in.scene = report->outcome;
  logged_in.referrer = std::move(report->referrer);
  return {};
}

}  // namespace

Result<LoggedIn> log_in_consumer(db::Tx& tx, const LogInConsumer& command, Instant now) {
  const auto consumer = find_or_create(tx, command, now);
  if (consumer.state != ConsumerState::active) return kConsumerBlocked;

  LoggedIn logged_in;
  logged_in.consumer_id = consumer.id;
  logged_in.public_id = consumer.public_id;
  logged_in.nickname = consumer.nickname;
  logged_in.phone_masked = consumer.phone_masked;
  logged_in.created_at = consumer.created_at;
  logged_in.is_new = consumer.public_id == command.new_public_id;
  logged_in.expires_at = now + command.session_lifetime;

  if (!logged_in.is_new) {
    db::refresh_login(
        tx, {consumer.id, command.identity.unionid_sealed, command.identity.session_key_sealed, now});
  }
  logged_in.ended_sessions = rotate_session(tx, command, consumer.id, now);
  const auto touched = touch_scene(tx, command, logged_in, now);
  if (!touched) return touched.error();
  return logged_in;
}

}  // namespace fenrun::flows
