// Commission plans: drafted, simulated, acknowledged, published; never edited.
#include "base/log.hpp"
#include "flows/commission/draft_plan.hpp"
#include "flows/commission/publish_plan.hpp"
#include "server/api/commission_view.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/plan_request.hpp"

namespace fenrun::server::console {
namespace {

// Every attempt at a forbidden plan is logged with its author.
Error log_forbidden(const Call& call, const Error& refused) {
  for (const FieldError& field : refused.fields()) {
    log::warning("commission_plan.forbidden", {{"trace_id", call.trace.trace_id},
                                               {"staff", call.caller.staff.value},
                                               {"pointer", field.pointer},
                                               {"rule", field.en}});
  }
  return refused;
}

Reply plan_reply(const Call& call, db::Tx& tx, const db::PlanRow& plan, Reply (*reply)(const json::Writer&)) {
  const auto shown = plan_json(tx, plan);
  call.audit = {"commission_plan:" + plan.public_id, "", shown.str(), ""};
  return reply(shown);
}

}  // namespace

Result<Reply> list_commission_plans(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_plans(tx, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, plan_summary_json);
}

Result<Reply> draft_commission_plan(const Call& call, db::Tx& tx) {
  const auto lawful = check_lawful(call.request.body);
  if (!lawful) return log_forbidden(call, lawful.error());
  auto plan = read_plan_request(tx, call.request.body);
  if (!plan) return plan.error();
  const auto drafted =
      flows::draft_plan(tx, {call.new_public_id(), call.caller.staff, *std::move(plan)}, call.now);
  if (!drafted) {
    return drafted.error() == kPlanForbidden ? log_forbidden(call, drafted.error()) : drafted.error();
  }
  return plan_reply(call, tx, *drafted, created);
}

Result<Reply> show_commission_plan(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("plan");
  if (!public_id) return public_id.error();
  const auto plan = db::find_plan(tx, *public_id);
  if (!plan) return kPlanNotFound;
  return ok(plan_json(tx, *plan));
}

Result<Reply> show_commission_plan_in_force(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const Instant at = query.maybe_time("at").value_or(call.now);
  if (auto refused = query.refusal()) return *refused;
  const auto plan = db::plan_in_force(tx, at);
  if (!plan) return kPlanNotFound;
  return ok(plan_json(tx, *plan));
}

Result<Reply> copy_commission_plan(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("plan");
  if (!public_id) return public_id.error();
  const auto copy = flows::copy_plan(tx, {call.new_public_id(), call.caller.staff, *public_id}, call.now);
  if (!copy) return copy.error();
  return plan_reply(call, tx, *copy, created);
}

Result<Reply> acknowledge_commission_plan(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("plan");
  if (!public_id) return public_id.error();
  const auto plan = flows::acknowledge_plan(tx, {*public_id, call.caller.staff}, call.now);
  if (!plan) return plan.error();
  return plan_reply(call, tx, *plan, ok);
}

Result<Reply> publish_commission_plan(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("plan");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::PublishPlan command;
  command.public_id = *public_id;
  command.staff_id = call.caller.staff;
  command.simulation_public_id = body.public_id("simulation_id");
  command.effective_from = body.maybe_time("effective_from");
  if (auto refused = body.refusal()) return *refused;
  const auto plan = flows::publish_plan(tx, command, call.now);
  if (!plan) return plan.error();
  return plan_reply(call, tx, *plan, ok);
}

}  // namespace fenrun::server::console
