#include "server/api/recorded.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"
#include "db/audit/audit.hpp"
#include "db/idempotency/idempotency.hpp"
#include "server/api/audit_text.hpp"
#include "server/api/route.hpp"

namespace fenrun::server {
namespace {

// The IETF draft writes the key as a quoted string; clients in the wild send it bare. Both are the same key.
std::string_view key_in(const Request& request) {
  std::string_view key = request.header("idempotency-key").value_or("");
  if (key.size() >= 2 && key.front() == '"' && key.back() == '"') key = key.substr(1, key.size() - 2);
  return key;
}

std::string caller_text(const Caller& caller) {
  return std::string(to_word(caller.kind == Caller::Kind::dealer ? Caller::Kind::consumer : caller.kind)) +
         ":" + std::to_string(caller.consumer.value) + ":" + std::to_string(caller.staff.value);
}

crypto::Sha256 scope_of(const Call& call) {
  return crypto::sha256(caller_text(call.caller) + "\n" + std::string(to_word(call.route.method)) + " " +
                        std::string(call.route.path) + "\n" + std::string(key_in(call.request)));
}

crypto::Sha256 hash_of(const Request& request) {
  return crypto::sha256(std::string(to_word(request.method)) + " " + request.target + "\n" + request.body);
}

crypto::FieldPlace place_of(const std::string& scope_hex) { return {"idempotency", "reply", scope_hex}; }

Result<Reply> replay(const Call& call, const db::KeptReply& kept, const crypto::Sha256& scope) {
  if (kept.request_hash != crypto::as_text(hash_of(call.request))) return kKeyReused;
  const std::string scope_hex = crypto::to_hex(scope);
  auto body = call.app.sealer.open(place_of(scope_hex), kept.reply_sealed);
  if (!body) throw std::runtime_error("a kept reply does not open");
  Reply reply;
  reply.status = kept.status;
  reply.body = std::move(*body);
  reply.headers.emplace_back("Idempotent-Replayed", "true");
  return reply;
}

Result<Reply> once_for_key(const Call& call, db::Tx& tx, const std::function<Result<Reply>()>& work) {
  const auto scope = scope_of(call);
  const auto look = db::look_for_kept_reply(tx, scope);
  if (look.is_running) return Error(kKeyRunning).retry_after(std::chrono::seconds(1));
  if (look.kept) return replay(call, *look.kept, scope);
  if (!db::take_idempotency_key(tx, scope, hash_of(call.request), call.now)) {
    // Another request took the key between the look and the insert, and has ended.
    const auto again = db::look_for_kept_reply(tx, scope);
    if (!again.kept) return Error(kKeyRunning).retry_after(std::chrono::seconds(1));
    return replay(call, *again.kept, scope);
  }
  auto reply = work();
  if (!reply) return reply;
  FENRUN_ASSERT(!reply->next_piece);
  const std::string scope_hex = crypto::to_hex(scope);
  db::keep_reply(tx, scope, reply->status, call.app.sealer.seal(place_of(scope_hex), reply->body));
  return reply;
}

std::optional<crypto::Sha256> digest_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return crypto::sha256(text);
}

void write_audit(const Call& call, db::Tx& tx) {
  const std::int64_t entry = db::append_audit(
      tx, {call.now, call.caller.staff, std::string(to_word(call.caller.role)), call.client_ip,
           call.trace.request_id, std::string(call.route.action), call.audit.object,
           digest_of(call.audit.before), digest_of(call.audit.after), call.audit.note});
  keep_audit_text(tx, call.app.sealer, entry, call.audit);
}

}  // namespace

Done check_key(const Call& call) {
  if (call.route.repeat != Repeat::by_key) return {};
  const auto key = key_in(call.request);
  if (!call.request.header("idempotency-key")) return kKeyMissing;
  const bool visible = std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (key.size() < 8 || key.size() > 128 || !visible) return kKeyInvalid;
  return {};
}

Result<Reply> recorded(const Call& call, db::Tx& tx, const std::function<Result<Reply>()>& work) {
  const auto audited = [&]() -> Result<Reply> {
    call.audit = {};
    call.ended_sessions.clear();
    auto reply = work();
    if (reply && !call.route.action.empty()) write_audit(call, tx);
    return reply;
  };
  if (call.route.repeat == Repeat::by_key) return once_for_key(call, tx, audited);
  return audited();
}

}  // namespace fenrun::server
