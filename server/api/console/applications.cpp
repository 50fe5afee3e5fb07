// The operator's queue of applications to become a dealer.
#include "flows/dealer/approve_application.hpp"
#include "flows/dealer/list_applications.hpp"
#include "flows/dealer/refuse_application.hpp"
#include "server/api/application_view.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

constexpr ApplicationState kApplicationStates[] = {ApplicationState::open, ApplicationState::approved,
                                                   ApplicationState::refused, ApplicationState::withdrawn};

}  // namespace

Result<Reply> list_applications(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "approved", "refused", "withdrawn"});
  if (auto refused = query.refusal()) return *refused;
  const flows::ListApplicationsQuery wanted{kApplicationStates[state.value_or(0)],
                                            {list.after.id, list.limit}};
  const auto page = flows::list_applications(tx, wanted, call.now);
  if (!page) return page.error();
  DealerNames names(tx);
  return ok_list(call, page->items, page->next,
                 [&](const Application& one) { return application_json(one, names); });
}

Result<Reply> approve_application(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("application");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto reason = body.maybe_text("reason", {0, 200});
  if (auto refused = body.refusal()) return *refused;
  const flows::ApproveApplicationCommand command{call.caller.staff, *public_id, call.new_public_id(),
                                                 reason.value_or("")};
  const auto dealer = flows::approve_application(tx, command, call.now);
  if (!dealer) return dealer.error();
  DealerNames names(tx);
  const auto shown = dealer_json(*dealer, names);
  call.audit = {"application:" + *public_id, "", shown.str(), "dealer:" + dealer->public_id};
  return created(shown);
}

Result<Reply> refuse_application(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("application");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto reason = body.text("reason", {1, 200});
  if (auto refused = body.refusal()) return *refused;
  const auto application = flows::refuse_application(tx, {call.caller.staff, *public_id, reason}, call.now);
  if (!application) return application.error();
  DealerNames names(tx);
  const auto shown = application_json(*application, names);
  call.audit = {"application:" + *public_id, "", shown.str(), ""};
  return ok(shown);
}

}  // namespace fenrun::server::console
