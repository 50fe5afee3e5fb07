#include "flows/withdrawal/resolve_withdrawal.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "db/payout/offline_payout.hpp"
#include "db/payout/payout.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/withdrawal/contradiction.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

constexpr int kReissueApprovals = 2;

bool are_all_closed_unpaid(db::Tx& tx, WithdrawalId withdrawal) {
  return std::ranges::all_of(db::list_payouts_of(tx, withdrawal), [](const Payout& payout) {
    return is_terminal(payout.state) && payout.state != PayoutState::succeeded;
  });
}

Result<Withdrawal> lock_unpaid(db::Tx& tx, const JudgeWithdrawal& command) {
  const Done reason = check_withdrawal_reason(command.reason);
  if (!reason) return reason.error();
  auto withdrawal = db::lock_withdrawal_by_public_id(tx, command.public_id);
  if (!withdrawal) return kWithdrawalNotFound;
  const Done closed = check_closed_unpaid(tx, *withdrawal);
  if (!closed) return closed.error();
  if (db::find_live_offline_payout(tx, withdrawal->id)) return kOfflinePayoutOpen;
  return std::move(*withdrawal);
}

}  // namespace

Done check_closed_unpaid(db::Tx& tx, const Withdrawal& withdrawal) {
  if (withdrawal.state != WithdrawalState::paying) return kWithdrawalStateConflict;
  if (!are_all_closed_unpaid(tx, withdrawal.id)) return kWithdrawalTransferOpen;
  if (is_contradicted(tx, withdrawal.id)) return kWithdrawalContradicted;
  return {};
}

Result<Withdrawal> reissue_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now) {
  auto withdrawal = lock_unpaid(tx, command);
  if (!withdrawal) return withdrawal.error();
  withdrawal->reason = command.reason;
  withdrawal->edited_by = command.staff;
  withdrawal->approvals_needed = std::max(withdrawal->approvals_needed, kReissueApprovals);
  ++withdrawal->round;
  const auto actor = actor_of(command.staff);
  auto approved = move_and_save(tx, std::move(*withdrawal), WithdrawalEvent::reissue, actor, "reissue", now);
  FENRUN_ASSERT(approved.has_value());
  return move_and_save(tx, std::move(*approved), WithdrawalEvent::expire_approvals, actor, "reissue", now);
}

Result<Withdrawal> return_withdrawal(db::Tx& tx, const JudgeWithdrawal& command, Instant now) {
  auto withdrawal = lock_unpaid(tx, command);
  if (!withdrawal) return withdrawal.error();
  return end_unpaid(tx, std::move(*withdrawal), WithdrawalEvent::give_back, actor_of(command.staff),
                    command.reason, now);
}

}  // namespace fenrun::flows
