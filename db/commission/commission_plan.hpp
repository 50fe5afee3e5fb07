// Rows of `commission_plan`, `commission_rule`, `commission_acknowledgement` and `commission_publication`.
// All are only inserted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/commission/plan.hpp"
#include "domain/commission/simulation.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

struct PlanAcknowledgement {
  StaffId staff;
  Instant at;
};

struct PlanPublication {
  std::int64_t number = 0;
  CommissionPlanId plan;
  SimulationId simulation;
  Instant effective_from;
  StaffId published_by;
  Instant published_at;
};

struct PlanRow {
  CommissionPlanId id;
  std::string public_id;
  CommissionPlan plan;  // with its number once published; without rules in lists
  CommissionPlanId copy_of;
  StaffId created_by;
  Instant created_at;
  std::optional<PlanAcknowledgement> acknowledgement;
  std::optional<PlanPublication> publication;
};

// Each writes the id into the row it returns.
CommissionPlanId insert_plan(Tx& tx, const PlanRow& row);
// False when the plan is acknowledged already.
[[nodiscard]] bool insert_acknowledgement(Tx& tx, CommissionPlanId plan,
                                          const PlanAcknowledgement& acknowledgement);

// The number of the next version, locked: publications come one after the other.
std::int64_t lock_plan_number(Tx& tx);
// The caller holds the lock of the number, which it counts up.
void insert_publication(Tx& tx, const PlanPublication& publication);
bool is_effect_taken(Tx& tx, Instant effective_from);

std::optional<PlanRow> find_plan(Tx& tx, std::string_view public_id);
std::optional<PlanRow> find_plan(Tx& tx, CommissionPlanId id);
// The version in force at an instant.
std::optional<PlanRow> plan_in_force(Tx& tx, Instant instant);
// Newest first, without rules.
Page<PlanRow> list_plans(Tx& tx, const PageRequest& page);

// What the scope of a rule names, by the ids that people see.
struct ScopeNames {
  std::optional<std::string> dealer;
  std::optional<std::string> sku;
  std::optional<std::string> product;
};

ScopeNames scope_names(Tx& tx, const RuleScope& scope);
std::optional<std::string> dealer_public_id(Tx& tx, DealerId dealer);
std::optional<std::string> product_public_id(Tx& tx, ProductId product);

std::optional<SkuId> find_sku_id(Tx& tx, std::string_view public_id);
bool tier_exists(Tx& tx, TierId tier);

}  // namespace fenrun::db
