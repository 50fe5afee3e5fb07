#include "flows/commission/simulate_plan.hpp"

#include "base/assert.hpp"
#include "db/commission/commission.hpp"
#include "db/commission/commission_plan.hpp"
#include "db/commission/commission_sale.hpp"
#include "db/commission/commission_simulation.hpp"
#include "db/job/job.hpp"
#include "flows/job/run_job.hpp"

namespace fenrun::flows {

Result<Simulation> start_simulation(db::Tx& tx, const StartSimulation& command, Instant now) {
  const auto plan = db::find_plan(tx, command.plan_public_id);
  if (!plan) return kPlanNotFound;
  const auto dates = check_simulation_dates(command.sales_from, command.sales_until, now);
  if (!dates) return dates.error();
  Simulation simulation;
  simulation.public_id = command.public_id;
  simulation.plan = plan->id;
  simulation.sales_from = command.sales_from;
  simulation.sales_until = command.sales_until;
  simulation.sales_total = db::count_commission_sales(tx, command.sales_from, command.sales_until);
  simulation.started_by = command.staff_id;
  simulation.created_at = now;
  simulation.id = db::insert_simulation(tx, simulation);
  (void)start_job(tx,
                  {simulation.public_id, std::string(kSimulationJob), "{}", simulation.sales_total,
                   simulation.started_by},
                  now);
  return simulation;
}

std::string_view simulation_state(db::Tx& tx, const Simulation& simulation) {
  if (simulation.is_finished) return to_text(JobState::finished);
  const auto job = db::find_job(tx, simulation.public_id);
  return to_text(job && !job->is_open() ? job->state : JobState::running);
}

Result<Simulation> advance_simulation(db::Tx& tx, std::string_view public_id, int sales, Instant now) {
  auto simulation = db::lock_simulation(tx, public_id);
  if (!simulation) return kSimulationNotFound;
  if (simulation->is_finished) return *simulation;
  const auto plan = db::find_plan(tx, simulation->plan);
  FENRUN_ASSERT(plan);
  SimulatedSums sums;
  const auto bite = db::commission_sales_between(tx, simulation->sales_from, simulation->sales_until,
                                                 simulation->after, sales);
  for (const auto& sale : bite) {
    add_sale(sums, plan->plan, sale.facts, db::commissions_of_order(tx, sale.facts.order),
             db::unclaimed_of_order(tx, sale.facts.order));
    simulation->after = sale.facts.order;
    ++simulation->sales_done;
  }
  if (bite.size() < static_cast<std::size_t>(sales)) {
    simulation->is_finished = true;
    simulation->finished_at = now;
  }
  db::add_simulation_sums(tx, simulation->id, sums);
  db::update_simulation(tx, *simulation);
  return *simulation;
}

}  // namespace fenrun::flows
