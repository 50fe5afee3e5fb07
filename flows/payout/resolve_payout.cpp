#include "flows/payout/resolve_payout.hpp"

#include "base/assert.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_resolution.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/follow_payout.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

Done may_resolve(db::Tx& tx, const PayoutResolution& resolution, Instant now) {
  const auto payout = db::find_payout(tx, resolution.payout);
  FENRUN_ASSERT(payout.has_value());
  return check_resolution(resolution.action, *payout, now);
}

void decide(PayoutResolution& resolution, ResolutionState state, StaffId staff, Instant now) {
  resolution.state = state;
  resolution.decided_by = staff;
  resolution.decided_at = now;
}

// The proposer is the one that the first MAC-ed text names; the second person is beside it.
std::string resolution_mac(const WithdrawalKeys& keys, const PayoutResolution& resolution) {
  const std::string text =
      resolution_text(resolution) + "\nconfirmed by " + std::to_string(resolution.decided_by.value);
  return std::string(crypto::as_text(crypto::hmac_sha256(keys.approval, text)));
}

bool is_genuine_resolution(const WithdrawalKeys& keys, const PayoutResolution& resolution,
                           const Payout& payout) {
  return resolution.decided_by != resolution.proposed_by && resolution.number == payout.number &&
         resolution.amount == payout.amount &&
         crypto::equal_in_constant_time(resolution_mac(keys, resolution), resolution.mac);
}

void end_resolution(db::Tx& tx, PayoutResolution& resolution, ResolutionState state, std::string_view outcome,
                    Instant now) {
  resolution.state = state;
  resolution.applied_at = now;
  resolution.outcome = outcome;
  db::save_resolution(tx, resolution);
}

void carry_out(db::Tx& tx, PayoutResolution& resolution, const Payout& payout, Instant now) {
  const auto withdrawal = db::lock_withdrawal(tx, payout.withdrawal);
  FENRUN_ASSERT(withdrawal.has_value());
  const PayoutChange change = resolve_payout(payout, resolution.action, now);
  follow_payout(tx, payout, change, *withdrawal, actor_of(resolution.decided_by), now, false);
  end_resolution(tx, resolution, ResolutionState::applied, to_word(change.after.state), now);
}

}  // namespace

Result<PayoutResolution> propose_resolution(db::Tx& tx, const ProposeResolution& command, Instant now) {
  const Done evidence = check_evidence(command.reference, command.evidence);
  if (!evidence) return evidence.error();
  const auto withdrawal = db::find_withdrawal_by_public_id(tx, command.withdrawal);
  if (!withdrawal) return kWithdrawalNotFound;
  const auto payout = db::find_payout_of(tx, withdrawal->id);
  if (!payout) return kResolutionNoTransfer;
  const Done allowed = check_resolution(command.action, *payout, now);
  if (!allowed) return allowed.error();
  PayoutResolution resolution;
  resolution.public_id = command.public_id;
  resolution.payout = payout->id;
  resolution.number = payout->number;
  resolution.amount = payout->amount;
  resolution.action = command.action;
  resolution.reference = command.reference;
  resolution.evidence = command.evidence;
  resolution.proposed_by = command.staff;
  resolution.proposed_at = now;
  if (!db::insert_resolution(tx, resolution)) return kResolutionOpen;
  return resolution;
}

crypto::Sha256 resolution_digest(const PayoutResolution& resolution) {
  return crypto::sha256(resolution_text(resolution));
}

Result<PayoutResolution> confirm_resolution(db::Tx& tx, const WithdrawalKeys& keys,
                                            const ConfirmResolution& command, Instant now) {
  auto resolution = db::lock_resolution(tx, command.public_id);
  if (!resolution) return kResolutionNotFound;
  const Done allowed = check_resolution_confirmed_by(*resolution, command.staff);
  if (!allowed) return allowed.error();
  const Done still = may_resolve(tx, *resolution, now);
  if (!still) return still.error();
  const UseStepUp use{command.staff, command.session, resolution_digest(*resolution), command.confirmation};
  const Done confirmed = use_step_up(tx, use, now);
  if (!confirmed) return confirmed.error();
  decide(*resolution, ResolutionState::confirmed, command.staff, now);
  resolution->mac = resolution_mac(keys, *resolution);
  db::save_resolution(tx, *resolution);
  return *resolution;
}

Result<PayoutResolution> refuse_resolution(db::Tx& tx, const RefuseResolution& command, Instant now) {
  auto resolution = db::lock_resolution(tx, command.public_id);
  if (!resolution) return kResolutionNotFound;
  if (resolution->state != ResolutionState::proposed) return kResolutionDecided;
  decide(*resolution, ResolutionState::refused, command.staff, now);
  db::save_resolution(tx, *resolution);
  return *resolution;
}

Result<std::optional<PayoutResolution>> apply_resolution(db::Tx& tx, const WithdrawalKeys& keys,
                                                         Instant now) {
  auto resolution = db::lock_confirmed_resolution(tx);
  if (!resolution) return std::optional<PayoutResolution>();
  const auto payout = db::lock_payout(tx, resolution->payout);
  FENRUN_ASSERT(payout.has_value());
  if (!is_genuine_resolution(keys, *resolution, *payout)) {
    blow_payout_fuse(tx, kWorkerActor, "a resolution of " + payout->number + " is not genuine", now);
    end_resolution(tx, *resolution, ResolutionState::void_, "forged", now);
    return resolution;
  }
  const Done allowed = check_resolution(resolution->action, *payout, now);
  if (!allowed) {
    end_resolution(tx, *resolution, ResolutionState::void_, allowed.error().code(), now);
    return resolution;
  }
  carry_out(tx, *resolution, *payout, now);
  return resolution;
}

}  // namespace fenrun::flows
