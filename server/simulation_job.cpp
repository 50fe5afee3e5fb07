#include "server/simulation_job.hpp"

#include "flows/commission/simulate_plan.hpp"

namespace fenrun::server {
namespace {

// One transaction: some tenths of a second.
constexpr int kSalesInBite = 200;

Result<JobProgress> simulate_bite(db::Tx& tx, const Job& job, Instant now) {
  const auto simulation = flows::advance_simulation(tx, job.public_id, kSalesInBite, now);
  if (!simulation) return simulation.error();
  return JobProgress{simulation->sales_done, simulation->sales_total, simulation->is_finished, ""};
}

}  // namespace

JobKind simulation_job() { return {std::string(flows::kSimulationJob), simulate_bite}; }

}  // namespace fenrun::server
