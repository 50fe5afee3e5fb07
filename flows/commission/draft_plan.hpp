// A plan is drafted once, whole and valid; changing it means drafting another. Going back to an old version
// drafts a copy of it, which takes the same way to publication.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/commission/commission_plan.hpp"
#include "db/mysql/tx.hpp"

namespace fenrun::flows {

struct DraftPlan {
  std::string public_id;  // a fresh ULID
  StaffId staff_id;
  CommissionPlan plan;  // its rules numbered 1.. in their order
};

// Refuses as check_plan() does.
Result<db::PlanRow> draft_plan(db::Tx& tx, const DraftPlan& command, Instant now);

struct CopyPlan {
  std::string public_id;  // a fresh ULID
  StaffId staff_id;
  std::string of_public_id;
};

// Refuses with kPlanNotFound.
Result<db::PlanRow> copy_plan(db::Tx& tx, const CopyPlan& command, Instant now);

}  // namespace fenrun::flows
