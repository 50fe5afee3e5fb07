// Reads a commission plan from a request body, after the legal guard has looked at it.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/commission/plan.hpp"

namespace fenrun::server {

// What the body's words and numbers stand against, with a FieldError that cites the rule for each. Refuses
// with kPlanForbidden. A body that is no JSON passes: the reader refuses it.
Done check_lawful(std::string_view body);

// Refuses with kInvalidRequest; a dealer, SKU, product, category or tier that does not exist is a wrong
// field.
Result<CommissionPlan> read_plan_request(db::Tx& tx, std::string_view body);

}  // namespace fenrun::server
