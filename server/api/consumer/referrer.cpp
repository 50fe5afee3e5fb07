// Who referred a consumer: seen, chosen by a typed code, and changed by request.
#include "db/binding/binding.hpp"
#include "db/binding/change_request.hpp"
#include "flows/binding/bind_consumer.hpp"
#include "flows/binding/request_change.hpp"
#include "server/api/change_request_view.hpp"
#include "server/api/consumer/consumer_view.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::consumer {

Result<Reply> show_referrer(const Call& call, db::Tx& tx) {
  const auto binding = db::binding_in_force(tx, call.caller.consumer, call.now);
  json::Writer body;
  add_referrer(body, db::find_referrer(tx, call.caller.consumer));
  body.maybe_time("bound_at", binding ? std::optional(binding->bound_at) : std::nullopt)
      .maybe_time("protected_until", binding ? binding->protected_until : std::nullopt)
      .maybe_text("evidence",
                  binding ? std::optional(std::string(to_text(binding->evidence.kind))) : std::nullopt);
  return ok(body);
}

Result<Reply> choose_referrer(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto code = body.text("code", {1, 64});
  if (auto refused = body.refusal()) return *refused;
  flows::BindConsumer command;
  command.consumer_id = call.caller.consumer;
  command.touch = call.app.referral_codec.touch(code, EvidenceKind::code);
  command.rule = call.app.options.binding;
  const auto report = flows::bind_consumer(tx, command, call.now);
  if (!report) return report.error();
  json::Writer shown;
  shown.text("binding_outcome", to_text(report->outcome));
  add_referrer(shown, report->referrer);
  return ok(shown);
}

Result<Reply> request_change(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto code = body.text("code", {1, 64});
  const auto reason = body.text("reason", {1, 200});
  if (auto refused = body.refusal()) return *refused;
  const flows::RequestChange command{call.new_public_id(), call.caller.consumer,
                                     call.app.referral_codec.touch(code, EvidenceKind::code), reason};
  const auto request = flows::request_change(tx, command, call.now);
  if (!request) return request.error();
  DealerNames names(tx);
  return created(change_request_json(*request, names));
}

Result<Reply> show_change_request(const Call& call, db::Tx& tx) {
  const auto request = db::find_latest_change_request_of(tx, call.caller.consumer);
  if (!request) return kChangeNotFound;
  DealerNames names(tx);
  return ok(change_request_json(*request, names));
}

Result<Reply> withdraw_change_request(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("request");
  if (!public_id) return public_id.error();
  const auto request = flows::withdraw_change(tx, {*public_id, call.caller.consumer}, call.now);
  if (!request) return request.error();
  DealerNames names(tx);
  return ok(change_request_json(*request, names));
}

}  // namespace fenrun::server::consumer
