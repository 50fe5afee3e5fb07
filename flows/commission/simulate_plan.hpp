// Past sales are shared out again under a plan, in bites between other work, and compared with what was paid.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/commission/simulation.hpp"

namespace fenrun::flows {

struct StartSimulation {
  std::string public_id;  // a fresh ULID
  std::string plan_public_id;
  StaffId staff_id;
  Instant sales_from;
  Instant sales_until;
};

// Counts the sales once, those that are paid later are not in it, and starts the job. Refuses with
// kPlanNotFound, kSimulationDatesInvalid.
Result<Simulation> start_simulation(db::Tx& tx, const StartSimulation& command, Instant now);

// The kind of the job that does the work; the job has the simulation's public id.
inline constexpr std::string_view kSimulationJob = "commission_simulation";

// running, finished, or as its job ended without it: failed, cancelled.
std::string_view simulation_state(db::Tx& tx, const Simulation& simulation);

// One bite: at most `sales` sales. Returns how far it has come; changes nothing once it is finished.
Result<Simulation> advance_simulation(db::Tx& tx, std::string_view public_id, int sales, Instant now);

}  // namespace fenrun::flows
