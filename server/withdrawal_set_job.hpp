// Decisions on many withdrawals as a kind of background job: one withdrawal a bite, so that each is a
// transaction of its own.
#pragma once

#include "flows/withdrawal/withdrawal_keys.hpp"
#include "flows/withdrawal/withdrawal_rules.hpp"
#include "server/job_runner.hpp"

namespace fenrun::server {

JobKind withdrawal_set_job(const flows::WithdrawalRules& rules, const flows::WithdrawalKeys& keys);

}  // namespace fenrun::server
