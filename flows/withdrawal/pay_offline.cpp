#include "flows/withdrawal/pay_offline.hpp"

#include <stdexcept>
#include <vector>

#include "base/assert.hpp"
#include "db/payout/offline_payout.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/ledger/post.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "flows/withdrawal/verify_offline.hpp"

namespace fenrun::flows {
namespace {

void post_offline(db::Tx& tx, const Withdrawal& withdrawal, Instant now) {
  const std::string& held = withdrawal.public_id;
  std::vector<Movement> movements;
  const auto add = [&](MovementKind kind, Fen amount) {
    if (amount.value > 0) movements.push_back({kind, held, withdrawal.dealer, amount, held});
  };
  add(MovementKind::pay_offline, withdrawal.amounts.net);
  add(MovementKind::withhold_tax, withdrawal.amounts.tax);
  add(MovementKind::keep_fee, withdrawal.amounts.fee);
  const auto posted = post(tx, movements, now);
  if (!posted) {
    throw std::logic_error("the ledger refuses that " + held +
                           " was paid offline: " + std::string(posted.error().code()));
  }
}

void decide_offline(OfflinePayout& payout, OfflinePayoutState state, StaffId staff, Instant now) {
  payout.state = state;
  payout.decided_by = staff;
  payout.decided_at = now;
}

}  // namespace

Result<OfflinePayout> propose_offline_payout(db::Tx& tx, const ProposeOfflinePayout& command, Instant now) {
  const auto withdrawal = db::lock_withdrawal_by_public_id(tx, command.withdrawal);
  if (!withdrawal) return kWithdrawalNotFound;
  const Done allowed = check_closed_unpaid(tx, *withdrawal);
  if (!allowed) return allowed.error();
  OfflinePayout payout;
  payout.public_id = command.public_id;
  payout.withdrawal = withdrawal->id;
  payout.withdrawal_public_id = withdrawal->public_id;
  payout.amount = withdrawal->amounts.net;
  payout.method = command.method;
  payout.reference = command.reference;
  payout.paid_at = command.paid_at;
  payout.evidence = command.evidence;
  payout.proposed_by = command.staff;
  payout.proposed_at = now;
  const Done told = check_offline_payout(payout, withdrawal->requested_at, now);
  if (!told) return told.error();
  if (db::find_live_offline_payout(tx, withdrawal->id)) return kOfflinePayoutOpen;
  if (!db::insert_offline_payout(tx, payout)) return kOfflinePayoutReferenceUsed;
  return payout;
}

crypto::Sha256 offline_payout_digest(const OfflinePayout& payout) {
  return crypto::sha256(offline_payout_text(payout));
}

// The withdrawal is locked first, as by everybody who moves it.
Result<OfflinePayout> confirm_offline_payout(db::Tx& tx, const WithdrawalKeys& keys,
                                             const ConfirmOfflinePayout& command, Instant now) {
  const auto seen = db::find_offline_payout(tx, command.public_id);
  if (!seen) return kOfflinePayoutNotFound;
  auto withdrawal = db::lock_withdrawal(tx, seen->withdrawal);
  auto payout = db::lock_offline_payout(tx, command.public_id);
  FENRUN_ASSERT(withdrawal.has_value() && payout.has_value());
  const Done by_another = check_offline_confirmed_by(*payout, command.staff);
  if (!by_another) return by_another.error();
  const Done allowed = check_closed_unpaid(tx, *withdrawal);
  if (!allowed) return allowed.error();
  const UseStepUp use{command.staff, command.session, offline_payout_digest(*payout), command.confirmation};
  const Done confirmed = use_step_up(tx, use, now);
  if (!confirmed) return confirmed.error();
  decide_offline(*payout, OfflinePayoutState::paid, command.staff, now);
  payout->mac = offline_mac(keys, *payout);
  db::save_offline_payout(tx, *payout);
  post_offline(tx, *withdrawal, now);
  const auto moved = move_and_save(tx, std::move(*withdrawal), WithdrawalEvent::pay, actor_of(command.staff),
                                   "paid_offline", now);
  FENRUN_ASSERT(moved.has_value());
  return *payout;
}

Result<OfflinePayout> refuse_offline_payout(db::Tx& tx, const RefuseOfflinePayout& command, Instant now) {
  const Done told = check_withdrawal_reason(command.reason);
  if (!told) return told.error();
  auto payout = db::lock_offline_payout(tx, command.public_id);
  if (!payout) return kOfflinePayoutNotFound;
  if (payout->state != OfflinePayoutState::proposed) return kOfflinePayoutDecided;
  decide_offline(*payout, OfflinePayoutState::refused, command.staff, now);
  payout->reason = command.reason;
  db::save_offline_payout(tx, *payout);
  return *payout;
}

}  // namespace fenrun::flows
