#include "flows/payout/claim_payout.hpp"

#include "base/assert.hpp"
#include "db/dealer/dealer.hpp"
#include "db/payout/confirm_free.hpp"
#include "db/payout/fuse.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/payout/follow_payout.hpp"
#include "flows/payout/prepare_payout.hpp"
#include "flows/withdrawal/contradiction.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

constexpr std::chrono::seconds kHeldBackPause{30};
// Nothing changes for what only people can change until they have.
constexpr std::chrono::minutes kPeoplePause{10};

// What may hold posts back, as it is at the claim.
struct Gate {
  bool may_post = true;
  std::optional<Instant> funds_probe;

  [[nodiscard]] bool may_post_new(Instant now) const {
    return may_post && (!funds_probe || *funds_probe <= now);
  }
};

bool is_unsent(const Payout& payout) { return payout.state == PayoutState::created; }
bool needs_funds(const Payout& payout) {
  return payout.state == PayoutState::created || payout.state == PayoutState::parked_funds;
}

// Why a transfer that was never sent must not be. Somebody who can write approvals that are not genuine can
// write more of them: nothing is sent until people have looked.
std::optional<std::string> objection(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                     const Payout& payout, const Withdrawal& withdrawal, Instant now) {
  if (payout.is_cancel_wanted) return payout.cancel_reason;
  const auto dealer = db::find_dealer(tx, withdrawal.dealer);
  if (!dealer || !dealer->is_active()) return "dealer_inactive";
  const PayoutHindrance hindrance = judge_approvals(tx, policy, keys, withdrawal, now);
  if (hindrance == PayoutHindrance::forged_approval) blow_for_forged_approval(tx, withdrawal, now);
  if (hindrance != PayoutHindrance::none) return std::string(to_word(hindrance));
  return std::nullopt;
}

void take_back(db::Tx& tx, const Payout& payout, const Withdrawal& withdrawal, const std::string& reason,
               Instant now) {
  PayoutChange change = change_payout(payout, {PayoutEvent::take_back}, now, 0);
  change.after.cancel_reason = reason;
  follow_payout(tx, payout, change, withdrawal, kWorkerActor, now, true);
}

void want_cancel_of_inactive(db::Tx& tx, Payout& payout) {
  if (payout.is_cancel_wanted) return;
  const auto withdrawal = db::find_withdrawal(tx, payout.withdrawal);
  const auto dealer = db::find_dealer(tx, withdrawal->dealer);
  if (dealer && dealer->is_active()) return;
  payout.is_cancel_wanted = true;
  payout.cancel_reason = "dealer_inactive";
}

void note_if_left(db::Tx& tx, const Payout& before, const Payout& after, Instant now) {
  if (before.needs_human == after.needs_human && before.human_reason == after.human_reason) return;
  db::save_payout(tx, after, false);
  note_payout(tx, after, kWorkerActor, to_word(after.state), now);
}

// Asked in another's name WeChat knows nothing of it, and what was never sent would be paid by another
// account.
void see_merchant(db::Tx& tx, Payout& payout, const PayoutMerchant& merchant, Instant now) {
  const Payout before = payout;
  payout = found_by(std::move(payout), merchant);
  note_if_left(tx, before, payout, now);
}

void wait_for(db::Tx& tx, Payout payout, Instant due_at) {
  payout.due_at = due_at;
  db::save_payout(tx, payout, true);
}

void write_claim(db::Tx& tx, const Payout& before, const ClaimedPayout& claimed, std::chrono::seconds lease,
                 Instant now) {
  db::save_claim(tx, claimed.payout, lease);
  db::insert_attempt(
      tx, {claimed.payout.id, claimed.payout.fence, claimed.step, claimed.body.hash, now, {}, "", ""});
  if (before.state != claimed.payout.state) note_payout(tx, claimed.payout, kWorkerActor, "send", now);
}

// WeChat has not taken it: it was short of money, or does not know the number.
bool is_untaken(const Payout& payout) {
  return needs_funds(payout) || (payout.state == PayoutState::unknown && payout.is_resend_due);
}

// A direct post is the payment. What is not wanted any more, or whose agreement does not stand, goes by a tap
// instead, where it can be called off. False when the agreement is not genuine: nothing is sent.
bool see_authorization(db::Tx& tx, const WithdrawalKeys& keys, Payout& payout, Instant now) {
  if (payout.route != PayoutRoute::direct || !is_untaken(payout)) return true;
  const auto authorization = db::find_confirm_free(tx, payout.authorization);
  const bool is_genuine_one = authorization && is_genuine_consent(keys, *authorization);
  if (is_genuine_one && carries_transfers(*authorization) && !payout.is_cancel_wanted) return true;
  payout.route = PayoutRoute::confirmed;
  db::save_payout(tx, payout, false);
  note_payout(tx, payout, kWorkerActor, "to be confirmed", now);
  if (is_genuine_one) return true;
  blow_payout_fuse(tx, kWorkerActor, "authorisation " + payout.authorization + " is not genuine", now);
  return false;
}

// The step for a transfer that may have been sent, or that may be.
std::optional<PayoutStep> choose_step(const Payout& payout, const Gate& gate, Instant now) {
  const auto step = next_payout_step(payout, now);
  if (step != PayoutStep::post) return step;
  if (needs_funds(payout)) return gate.may_post_new(now) ? step : std::nullopt;
  return gate.may_post ? step : PayoutStep::query;
}

}  // namespace

Result<Claim> claim_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                           const ClaimOptions& options, Instant now) {
  const Gate gate{options.may_post && !db::find_fuse(tx).is_blown, db::find_funds_probe(tx)};
  auto payout = db::claim_due_payout(tx, now, gate.may_post_new(now));
  if (!payout) return Claim{};
  if (is_unsent(*payout)) {
    const auto withdrawal = db::lock_withdrawal(tx, payout->withdrawal);
    FENRUN_ASSERT(withdrawal.has_value());
    // An earlier transfer was called paid since: this one is not sent, and its money does not go back either.
    if (is_contradicted(tx, withdrawal->id)) {
      const Payout left = left_to_people(*payout, kHumanContradiction);
      note_if_left(tx, *payout, left, now);
      wait_for(tx, left, now + kPeoplePause);
      return Claim{{}, true};
    }
    if (const auto reason = objection(tx, policy, keys, *payout, *withdrawal, now)) {
      take_back(tx, *payout, *withdrawal, *reason, now);
      return Claim{{}, true};
    }
  } else {
    const bool was_wanted = payout->is_cancel_wanted;
    want_cancel_of_inactive(tx, *payout);
    if (payout->is_cancel_wanted != was_wanted) db::save_payout(tx, *payout, false);
  }
  see_merchant(tx, *payout, options.merchant, now);
  if (!is_of(*payout, options.merchant)) {
    wait_for(tx, *payout, now + kPeoplePause);
    return Claim{{}, true};
  }
  if (!see_authorization(tx, keys, *payout, now)) {
    wait_for(tx, *payout, now + kHeldBackPause);
    return Claim{{}, true};
  }
  const auto step = choose_step(*payout, gate, now);
  if (!step) {
    wait_for(tx, *payout, now + kHeldBackPause);
    return Claim{{}, true};
  }
  if (*step == PayoutStep::post && needs_funds(*payout) && gate.funds_probe &&
      !db::take_funds_probe(tx, now, now + kFundsProbe)) {
    wait_for(tx, *payout, now + kHeldBackPause);
    return Claim{{}, true};
  }
  ClaimedPayout claimed{claim_step(*payout, *step, now), *step, db::payout_body(tx, payout->id)};
  write_claim(tx, *payout, claimed, options.lease, now);
  return Claim{std::move(claimed), false};
}

}  // namespace fenrun::flows
