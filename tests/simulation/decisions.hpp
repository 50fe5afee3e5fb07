// The seam for decisions of the domain: flows_here.cpp leads the calls of the flows through these, which ask
// the real function and, where a bug is planted, spoil what it says.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>

#include "domain/ledger/plan_movement.hpp"
#include "domain/withdrawal/approval.hpp"
#include "domain/withdrawal/payout.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun {

PayoutChange decided_change_payout(const Payout& before, const PayoutNews& news, Instant now,
                                   int random_permille);
std::optional<PayoutStep> decided_next_payout_step(const Payout& payout, Instant now);
int decided_valid_approvals(std::span<const Approval> of_this_round, const ApprovalPolicy& policy,
                            Instant now);
bool decided_have_lapsed(std::span<const Approval> of_this_round, const ApprovalPolicy& policy, Instant now);
int decided_approvals_needed(const ApprovalPolicy& policy, Fen gross, Instant known_since, Instant now);
Result<PlannedMovement> decided_plan_movement(const Movement& movement, const SheetState& before);

namespace flows {

bool decided_is_genuine(const WithdrawalKeys& keys, const Withdrawal& withdrawal, const Approval& approval);

}  // namespace flows

namespace simulation {

// An assertion of the flows did not hold.
class BrokenAssertion : public std::logic_error {
  using std::logic_error::logic_error;
};
[[noreturn]] void assertion_broke(const char* condition, const char* file, int line);

}  // namespace simulation
}  // namespace fenrun
