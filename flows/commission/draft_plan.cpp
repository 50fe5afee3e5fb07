#include "flows/commission/draft_plan.hpp"

namespace fenrun::flows {
namespace {

db::PlanRow record_draft(db::Tx& tx, db::PlanRow row) {
  row.id = db::insert_plan(tx, row);
  return row;
}

}  // namespace

Result<db::PlanRow> draft_plan(db::Tx& tx, const DraftPlan& command, Instant now) {
  const auto checked = check_plan(command.plan);
  if (!checked) return checked.error();
  db::PlanRow row;
  row.public_id = command.public_id;
  row.plan = command.plan;
  row.created_by = command.staff_id;
  row.created_at = now;
  return record_draft(tx, std::move(row));
}

Result<db::PlanRow> copy_plan(db::Tx& tx, const CopyPlan& command, Instant now) {
  const auto original = db::find_plan(tx, command.of_public_id);
  if (!original) return kPlanNotFound;
  db::PlanRow row;
  row.public_id = command.public_id;
  row.plan = original->plan;
  row.plan.number = 0;
  row.copy_of = original->id;
  row.created_by = command.staff_id;
  row.created_at = now;
  return record_draft(tx, std::move(row));
}

}  // namespace fenrun::flows
