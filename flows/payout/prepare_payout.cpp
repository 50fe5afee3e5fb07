#include "flows/payout/prepare_payout.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "db/dealer/dealer.hpp"
#include "db/payout/confirm_free.hpp"
#include "db/payout/fuse.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/withdrawal/contradiction.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

bool is_closed_unpaid(const Payout& payout) {
  return is_terminal(payout.state) && payout.state != PayoutState::succeeded;
}

PayoutHindrance judge_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                             const Withdrawal& withdrawal, Instant now) {
  if (withdrawal.state != WithdrawalState::approved) return PayoutHindrance::not_approved;
  if (db::find_fuse(tx).is_blown) return PayoutHindrance::fuse_blown;
  const auto older = db::list_payouts_of(tx, withdrawal.id);
  if (!std::ranges::all_of(older, is_closed_unpaid)) return PayoutHindrance::older_open;
  if (is_contradicted(tx, withdrawal.id)) return PayoutHindrance::contradicted;
  const auto dealer = db::find_dealer(tx, withdrawal.dealer);
  if (!dealer || !dealer->is_active()) return PayoutHindrance::dealer_inactive;
  return judge_approvals(tx, policy, keys, withdrawal, now);
}

// The row is locked. What must not be paid as it stands goes back to be judged by people.
void send_back(db::Tx& tx, Withdrawal withdrawal, PayoutHindrance hindrance, Instant now) {
  ++withdrawal.round;
  if (hindrance == PayoutHindrance::dealer_inactive) withdrawal.reason = to_word(hindrance);
  const auto moved = move_and_save(tx, std::move(withdrawal), WithdrawalEvent::expire_approvals, kWorkerActor,
                                   to_word(hindrance), now);
  FENRUN_ASSERT(moved.has_value());
}

void follow_hindrance(db::Tx& tx, const Withdrawal& withdrawal, PayoutHindrance hindrance, Instant now) {
  if (hindrance == PayoutHindrance::forged_approval) blow_for_forged_approval(tx, withdrawal, now);
  const bool is_sent_back =
      hindrance == PayoutHindrance::forged_approval || hindrance == PayoutHindrance::too_few_approvals ||
      hindrance == PayoutHindrance::contradicted || hindrance == PayoutHindrance::dealer_inactive;
  if (is_sent_back) send_back(tx, withdrawal, hindrance, now);
}

}  // namespace

std::string_view to_word(PayoutHindrance hindrance) {
  switch (hindrance) {
    case PayoutHindrance::none:
      return "none";
    case PayoutHindrance::not_approved:
      return "not_approved";
    case PayoutHindrance::too_few_approvals:
      return "too_few_approvals";
    case PayoutHindrance::forged_approval:
      return "forged_approval";
    case PayoutHindrance::dealer_inactive:
      return "dealer_inactive";
    case PayoutHindrance::fuse_blown:
      return "fuse_blown";
    case PayoutHindrance::older_open:
      return "older_open";
    case PayoutHindrance::contradicted:
      return "contradicted";
  }
  FENRUN_UNREACHABLE("no such hindrance");
}

void blow_for_forged_approval(db::Tx& tx, const Withdrawal& withdrawal, Instant now) {
  blow_payout_fuse(tx, kWorkerActor, "an approval of " + withdrawal.public_id + " is not genuine", now);
}

PayoutHindrance judge_approvals(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                const Withdrawal& withdrawal, Instant now) {
  const auto approvals = db::list_approvals(tx, withdrawal.id, withdrawal.round);
  const auto editors = db::list_editors(tx, withdrawal.id);
  for (const Approval& approval : approvals) {
    const bool is_sound = !editors.contains(approval.staff) && is_genuine(keys, withdrawal, approval);
    if (!is_sound) return PayoutHindrance::forged_approval;
  }
  if (valid_approvals(approvals, policy, now) < withdrawal.approvals_needed) {
    return PayoutHindrance::too_few_approvals;
  }
  return PayoutHindrance::none;
}

Result<PayoutPreparation> plan_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                      WithdrawalId id, Instant now) {
  const auto withdrawal = db::lock_withdrawal(tx, id);
  if (!withdrawal) return PayoutPreparation{PayoutHindrance::not_approved, {}};
  const PayoutHindrance hindrance = judge_payout(tx, policy, keys, *withdrawal, now);
  follow_hindrance(tx, *withdrawal, hindrance, now);
  if (hindrance != PayoutHindrance::none) return PayoutPreparation{hindrance, {}};
  const Payee& payee = withdrawal->payee;
  auto authorization =
      db::find_confirm_free_in_effect(tx, withdrawal->dealer, payee.appid, payee.openid_index);
  if (authorization && !is_genuine_consent(keys, *authorization)) {
    blow_payout_fuse(tx, kWorkerActor, "authorisation " + authorization->number + " is not genuine", now);
    db::want_confirm_free_ends(tx, withdrawal->dealer, ConfirmFreeId{});
    return PayoutPreparation{PayoutHindrance::fuse_blown, {}};
  }
  const int reissue = db::count_payouts_of(tx, id);
  return PayoutPreparation{
      hindrance, PayoutPlan{*withdrawal, reissue, payout_number_of(keys, withdrawal->public_id, reissue),
                            std::move(authorization)}};
}

Result<PayoutHindrance> record_payout(db::Tx& tx, const ApprovalPolicy& policy, const WithdrawalKeys& keys,
                                      const RecordPayout& command, Instant now) {
  const auto& plan = command.plan;
  auto withdrawal = db::lock_withdrawal(tx, plan.withdrawal.id);
  const bool is_same = withdrawal && withdrawal->version == plan.withdrawal.version &&
                       db::count_payouts_of(tx, withdrawal->id) == plan.reissue;
  if (!is_same) return PayoutHindrance::not_approved;
  const PayoutHindrance hindrance = judge_payout(tx, policy, keys, *withdrawal, now);
  follow_hindrance(tx, *withdrawal, hindrance, now);
  if (hindrance != PayoutHindrance::none) return hindrance;

  Payout payout;
  payout.withdrawal = withdrawal->id;
  payout.reissue = plan.reissue;
  payout.number = plan.number;
  payout.amount = withdrawal->amounts.net;
  payout.mchid = command.mchid;
  payout.appid = withdrawal->payee.appid;
  payout.openid_index = withdrawal->payee.openid_index;
  if (command.bodies.direct) {
    payout.route = PayoutRoute::direct;
    payout.authorization = plan.authorization.value().number;
  }
  payout.created_at = now;
  if (!db::insert_payout(tx, payout, command.bodies)) return PayoutHindrance::older_open;
  const auto moved = move_and_save(tx, std::move(*withdrawal), WithdrawalEvent::begin_payout, kWorkerActor,
                                   "payout " + payout.number, now);
  FENRUN_ASSERT(moved.has_value());
  return PayoutHindrance::none;
}

}  // namespace fenrun::flows
