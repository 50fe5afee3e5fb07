// Customers ask for another dealer; operators decide.
#include "db/binding/change_request.hpp"
#include "flows/binding/decide_change.hpp"
#include "server/api/change_request_view.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

constexpr ChangeState kChangeRequestStates[] = {ChangeState::open, ChangeState::approved,
                                                ChangeState::refused, ChangeState::withdrawn};

Reply decided(const Call& call, db::Tx& tx, const ChangeRequest& request) {
  DealerNames names(tx);
  const auto shown = change_request_json(request, names);
  call.audit = {"change_request:" + request.public_id, "", shown.str(), request.decision_reason};
  return ok(shown);
}

}  // namespace

Result<Reply> list_change_requests(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "approved", "refused", "withdrawn"});
  if (auto refused = query.refusal()) return *refused;
  const auto page =
      db::list_change_requests(tx, kChangeRequestStates[state.value_or(0)], {list.after.id, list.limit});
  DealerNames names(tx);
  return ok_list(call, page.items, page.next,
                 [&](const ChangeRequest& one) { return change_request_json(one, names); });
}

Result<Reply> approve_change_request(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("request");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::ApproveChange command;
  command.public_id = *public_id;
  command.staff_id = call.caller.staff;
  command.reason = body.text("reason", {1, 200});
  command.evidence = body.text("evidence", {1, kEvidenceMax});
  command.rule = call.app.options.binding;
  if (auto refused = body.refusal()) return *refused;
  const auto request = flows::approve_change(tx, command, call.now);
  if (!request) return request.error();
  return decided(call, tx, *request);
}

Result<Reply> refuse_change_request(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("request");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const flows::RefuseChange command{*public_id, call.caller.staff, body.text("reason", {1, 200})};
  if (auto refused = body.refusal()) return *refused;
  const auto request = flows::refuse_change(tx, command, call.now);
  if (!request) return request.error();
  return decided(call, tx, *request);
}

}  // namespace fenrun::server::console
