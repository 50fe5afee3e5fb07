// Other shops that may push orders to us.
#include "base/crypto/encoding.hpp"
#include "db/order/order_source.hpp"
#include "domain/text.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/order_source_secret.hpp"

namespace fenrun::server::console {
namespace {

json::Writer source_json(const OrderSource& source) {
  json::Writer body;
  body.text("code", source.code)
      .text("name", source.name)
      .boolean("is_active", source.is_active)
      .maybe_time("previous_secret_until", source.previous_until)
      .time("created_at", source.created_at);
  return body;
}

SecretText make_source_secret(const Call& call) {
  return SecretText(crypto::to_base64url(call.app.random.bytes<32>()));
}

// The one time that the secret is shown.
json::Writer with_secret(const OrderSource& source, const SecretText& secret) {
  auto body = source_json(source);
  body.text("secret", secret.reveal());
  return body;
}

}  // namespace

Result<Reply> list_order_sources(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_order_sources(tx, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, source_json);
}

Result<Reply> create_order_source(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  OrderSource source;
  source.code = body.text("code", {1, kSourceCodeMax});
  source.name = body.text("name", {1, kSourceNameMax});
  if (auto refused = body.refusal()) return *refused;
  if (!is_source_code(source.code)) return kSourceInvalid;
  const auto secret = make_source_secret(call);
  source.secret_sealed = seal_source_secret(call.app.sealer, source.code, secret);
  source.created_at = call.now;
  if (!db::insert_order_source(tx, source, call.caller.staff)) return kSourceExists;
  call.audit = {"order_source:" + source.code, "", source_json(source).str(), ""};
  return created(with_secret(source, secret));
}

Result<Reply> rotate_order_source_secret(const Call& call, db::Tx& tx) {
  auto source = db::lock_order_source(tx, call.in_path("source"));
  if (!source) return kSourceNotFound;
  const auto secret = make_source_secret(call);
  source->previous_secret_sealed = source->secret_sealed;
  source->previous_until = call.now + kOldSecretLife;
  source->secret_sealed = seal_source_secret(call.app.sealer, source->code, secret);
  db::update_order_source(tx, *source);
  call.audit = {"order_source:" + source->code, "", source_json(*source).str(), ""};
  return created(with_secret(*source, secret));
}

Result<Reply> change_order_source_state(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const bool is_active = body.boolean("is_active");
  if (auto refused = body.refusal()) return *refused;
  auto source = db::lock_order_source(tx, call.in_path("source"));
  if (!source) return kSourceNotFound;
  const auto before = source_json(*source).str();
  source->is_active = is_active;
  db::update_order_source(tx, *source);
  const auto shown = source_json(*source);
  call.audit = {"order_source:" + source->code, before, shown.str(), ""};
  return ok(shown);
}

}  // namespace fenrun::server::console
