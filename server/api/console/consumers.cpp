// Customers, as staff find them: by phone number, and the history of who referred them. Each look is audited.
#include "db/binding/binding.hpp"
#include "db/consumer/consumer.hpp"
#include "domain/text.hpp"
#include "flows/consumer/sealed_identity.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

json::Writer consumer_json(const db::Consumer& consumer) {
  json::Writer body;
  body.text("id", consumer.public_id)
      .text("name_masked", mask_name(consumer.nickname))
      .text("phone_masked", consumer.phone_masked)
      .text("state", to_text(consumer.state))
      .time("created_at", consumer.created_at)
      .time("last_login_at", consumer.last_login_at);
  return body;
}

json::Writer binding_json(const db::Binding& binding, DealerNames& names) {
  json::Writer body;
  body.id("id", binding.id)
      .maybe_text("dealer_id", names.public_id(binding.dealer_id))
      .maybe_text("dealer_name", names.name(binding.dealer_id))
      .text("mode", to_text(binding.mode))
      .text("evidence_kind", to_text(binding.evidence.kind))
      .text("evidence", binding.evidence.text)
      .time("bound_at", binding.bound_at)
      .maybe_time("protected_until", binding.protected_until)
      .maybe_time("ended_at", binding.ended_at)
      .text("ended_reason", binding.ended_reason);
  return body;
}

}  // namespace

Result<Reply> search_consumers(const Call& call, db::Tx& tx) {
  // The number travels in a body: query strings end up in logs of proxies.
  json::Reader body(call.request.body);
  const auto phone = body.text("phone", {5, 20});
  if (auto refused = body.refusal()) return *refused;
  const auto found = db::find_consumers_by_phone(tx, flows::phone_index(call.app.sealer, SecretText(phone)));
  call.audit = {"consumers", "", "", std::to_string(found.size()) + " found"};
  json::Writer shown;
  shown.list("items", found, consumer_json);
  return ok(shown);
}

Result<Reply> show_consumer(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("consumer");
  if (!public_id) return public_id.error();
  const auto consumer = db::find_consumer_by_public_id(tx, *public_id);
  if (!consumer) return kConsumerUnknown;
  call.audit.object = "consumer:" + *public_id;
  return ok(consumer_json(*consumer));
}

Result<Reply> list_bindings(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("consumer");
  if (!public_id) return public_id.error();
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto consumer = db::find_consumer_by_public_id(tx, *public_id);
  if (!consumer) return kConsumerUnknown;
  call.audit.object = "consumer:" + *public_id;
  const auto page = db::binding_history(tx, consumer->id, {list.after.id, list.limit});
  DealerNames names(tx);
  return ok_list(call, page.items, page.next,
                 [&](const db::Binding& one) { return binding_json(one, names); });
}

}  // namespace fenrun::server::console
