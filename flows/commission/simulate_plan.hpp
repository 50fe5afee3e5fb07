// Past sales are shared out again under a plan, in bites between other work, and compared with what was paid.
#pragma once

#include <string>

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

// Counts the sales once; those that are paid later are not in it. Refuses with kPlanNotFound,
// kSimulationDatesInvalid.
Result<Simulation> start_simulation(db::Tx& tx, const StartSimulation& command, Instant now);

// One bite of the oldest simulation that nobody works on: at most `sales` sales. False when nothing is left.
Result<bool> advance_simulation(db::Tx& tx, int sales, Instant now);

}  // namespace fenrun::flows
