// A plan takes effect when somebody else than its maker publishes it, after a finished simulation of it and,
// where it pays a third level, an admin's acknowledgement.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/commission/commission_plan.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct AcknowledgePlan {
  std::string public_id;
  StaffId staff_id;
};

// A second acknowledgement changes nothing. Refuses with kPlanNotFound, kPlanPublished,
// kPlanAcknowledgementIdle.
Result<db::PlanRow> acknowledge_plan(db::Tx& tx, const AcknowledgePlan& command, Instant now);

struct PublishPlan {
  std::string public_id;
  StaffId staff_id;
  std::string simulation_public_id;
  std::optional<Instant> effective_from;  // nothing: now
};

// Refuses with kPlanNotFound and as decide_publication() and judge_simulation() do.
Result<db::PlanRow> publish_plan(db::Tx& tx, const PublishPlan& command, Instant now);

}  // namespace fenrun::flows
