// Trying a plan on past sales before it may be published. The work is done in the background
// (server/simulation_job).
#include "db/commission/commission_plan.hpp"
#include "flows/commission/simulate_plan.hpp"
#include "server/api/commission_view.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

constexpr SimulationDimension kSumDimensions[] = {SimulationDimension::dealer, SimulationDimension::tier,
                                                  SimulationDimension::product,
                                                  SimulationDimension::unclaimed, SimulationDimension::total};

// What a sum is about, by the id that people see; nothing for unclaimed shares and the total.
std::optional<std::string> subject_name(db::Tx& tx, SimulationDimension dimension, std::int64_t subject) {
  switch (dimension) {
    case SimulationDimension::dealer:
      return db::dealer_public_id(tx, DealerId{subject});
    case SimulationDimension::tier:
      return std::to_string(subject);
    case SimulationDimension::product:
      return db::product_public_id(tx, ProductId{subject});
    case SimulationDimension::unclaimed:
    case SimulationDimension::total:
      return std::nullopt;
  }
  return std::nullopt;
}

json::Writer simulation_sum_json(db::Tx& tx, SimulationDimension dimension, const db::SimulationSumRow& row) {
  json::Writer body;
  body.maybe_text("subject", subject_name(tx, dimension, row.subject))
      .fen("before_fen", row.sum.before)
      .fen("after_fen", row.sum.after)
      .fen("change_fen", Fen{row.sum.after.value - row.sum.before.value});
  return body;
}

}  // namespace

Result<Reply> start_commission_simulation(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("plan");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::StartSimulation command;
  command.public_id = call.new_public_id();
  command.plan_public_id = *public_id;
  command.staff_id = call.caller.staff;
  command.sales_from = body.time("sales_from");
  command.sales_until = body.time("sales_until");
  if (auto refused = body.refusal()) return *refused;
  const auto simulation = flows::start_simulation(tx, command, call.now);
  if (!simulation) return simulation.error();
  const auto shown = simulation_json(*simulation, *public_id, flows::simulation_state(tx, *simulation));
  call.audit = {"commission_simulation:" + simulation->public_id, "", shown.str(), ""};
  return created(shown);
}

Result<Reply> show_commission_simulation(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("simulation");
  if (!public_id) return public_id.error();
  const auto simulation = db::find_simulation(tx, *public_id);
  if (!simulation) return kSimulationNotFound;
  return ok(simulation_json(*simulation, db::find_plan(tx, simulation->plan)->public_id,
                            flows::simulation_state(tx, *simulation)));
}

Result<Reply> list_commission_simulation_sums(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("simulation");
  if (!public_id) return public_id.error();
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto by = query.maybe_one_of("by", {"dealer", "tier", "product", "unclaimed", "total"});
  if (auto refused = query.refusal()) return *refused;
  const auto simulation = db::find_simulation(tx, *public_id);
  if (!simulation) return kSimulationNotFound;
  const SimulationDimension dimension = by ? kSumDimensions[*by] : SimulationDimension::total;
  const auto page = db::list_simulation_sums(tx, simulation->id, dimension, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next,
                 [&](const db::SimulationSumRow& row) { return simulation_sum_json(tx, dimension, row); });
}

}  // namespace fenrun::server::console
