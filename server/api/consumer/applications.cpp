// A consumer asks to become a dealer.
#include "flows/dealer/apply_for_dealership.hpp"
#include "flows/dealer/list_applications.hpp"
#include "flows/dealer/withdraw_application.hpp"
#include "server/api/application_view.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/evidence.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::consumer {

Result<Reply> apply(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::ApplyForDealershipCommand command;
  command.consumer = call.caller.consumer;
  command.application_public_id = call.new_public_id();
  command.name = body.text("name", {1, kDealerNameMax});
  command.note = body.maybe_text("note", {0, 200}).value_or("");
  command.invite_code = body.maybe_text("invite_code", {1, kInviteCodeLengthMax}).value_or("");
  command.accepted_contract = static_cast<int>(body.integer("accepted_contract", 1, INT32_MAX));
  command.evidence = evidence_of(call);
  if (auto refused = body.refusal()) return *refused;
  const auto application = flows::apply_for_dealership(tx, command, call.now);
  if (!application) return application.error();
  DealerNames names(tx);
  return created(application_json(*application, names));
}

Result<Reply> show_my_application(const Call& call, db::Tx& tx) {
  const auto application = flows::latest_application(tx, call.caller.consumer, call.now);
  if (!application) return application.error();
  if (!application->has_value()) return kApplicationNotFound;
  DealerNames names(tx);
  return ok(application_json(**application, names));
}

Result<Reply> withdraw_application(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("application");
  if (!public_id) return public_id.error();
  const auto application = flows::withdraw_application(tx, {call.caller.consumer, *public_id}, call.now);
  if (!application) return application.error();
  DealerNames names(tx);
  return ok(application_json(*application, names));
}

}  // namespace fenrun::server::consumer
