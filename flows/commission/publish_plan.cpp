#include "flows/commission/publish_plan.hpp"

#include "base/assert.hpp"
#include "db/commission/commission_sale.hpp"
#include "db/commission/commission_simulation.hpp"

namespace fenrun::flows {

Result<db::PlanRow> acknowledge_plan(db::Tx& tx, const AcknowledgePlan& command, Instant now) {
  auto plan = db::find_plan(tx, command.public_id);
  if (!plan) return kPlanNotFound;
  if (plan->publication) return kPlanPublished;
  if (plan->plan.deepest_level != PaidLevel::third) return kPlanAcknowledgementIdle;
  if (plan->acknowledgement) return *std::move(plan);
  const db::PlanAcknowledgement acknowledgement{command.staff_id, now};
  if (db::insert_acknowledgement(tx, plan->id, acknowledgement)) {
    plan->acknowledgement = acknowledgement;
    return *std::move(plan);
  }
  return *db::find_plan(tx, plan->id);
}

Result<db::PlanRow> publish_plan(db::Tx& tx, const PublishPlan& command, Instant now) {
  const std::int64_t number = db::lock_plan_number(tx);  // a plan published twice at once is published once
  auto plan = db::find_plan(tx, command.public_id);
  if (!plan) return kPlanNotFound;
  const auto simulation = db::find_simulation(tx, command.simulation_public_id);
  const Instant effective_from = command.effective_from.value_or(now);
  const PublicationFacts facts{plan->publication.has_value(),
                               plan->created_by,
                               command.staff_id,
                               plan->plan.deepest_level,
                               plan->acknowledgement.has_value(),
                               simulation && simulation->plan == plan->id && simulation->is_finished,
                               db::is_effect_taken(tx, effective_from),
                               effective_from};
  const auto decided = decide_publication(facts, now);
  if (!decided) return decided.error();
  const Instant until = simulation->sales_until;
  const bool has_sales = db::has_commission_sales(tx, until - kSimulationDaysMax, until);
  if (const auto judged = judge_simulation(*simulation, has_sales, now); !judged) return judged.error();
  plan->plan.number = number;
  plan->publication = {number, plan->id, simulation->id, effective_from, command.staff_id, now};
  db::insert_publication(tx, *plan->publication);
  return *std::move(plan);
}

}  // namespace fenrun::flows
