// Commission plans, simulations and commissions as the API shows them.
#pragma once

#include "db/commission/commission_plan.hpp"
#include "db/commission/commission_simulation.hpp"
#include "domain/commission/commission.hpp"
#include "domain/commission/explanation.hpp"
#include "server/api/call.hpp"

namespace fenrun::server {

// Without rules, for lists.
json::Writer plan_summary_json(const db::PlanRow& row);
json::Writer plan_json(db::Tx& tx, const db::PlanRow& row);

// `state` as flows::simulation_state() says.
json::Writer simulation_json(const Simulation& simulation, const std::string& plan_public_id,
                             std::string_view state);

// As the dealer sees it.
json::Writer commission_json(const Commission& commission);
// As the console sees it, with the ids of its order and line.
json::Writer console_commission_json(const Commission& commission);

// How the amount came about, replayed. Refuses with kExplanationBroken where the replay does not give the
// stored fen. The console sees all inputs, a dealer only the sentences: costs are not theirs to know.
Result<json::Writer> explanation_json(const Commission& commission, Language language);
Result<json::Writer> console_explanation_json(const Commission& commission, Language language);

}  // namespace fenrun::server
