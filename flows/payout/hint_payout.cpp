#include "flows/payout/hint_payout.hpp"

#include "db/payout/payout.hpp"
#include "db/payout/payout_hint.hpp"
#include "db/withdrawal/withdrawal.hpp"

namespace fenrun::flows {
namespace {

constexpr int kHintsInBite = 50;

bool waits_for_dealer(const Payout& payout) {
  return payout.state == PayoutState::await_user || payout.state == PayoutState::transferring;
}

}  // namespace

Result<bool> hint_payout(db::Tx& tx, const HintPayout& command, Instant now) {
  const auto withdrawal = db::find_withdrawal_by_public_id(tx, command.withdrawal);
  if (!withdrawal || withdrawal->dealer != command.dealer) return kWithdrawalNotFound;
  const auto payout = db::find_payout_of(tx, withdrawal->id);
  if (!payout || !waits_for_dealer(*payout)) return false;
  return db::save_payout_hint(tx, payout->id, now, kHintPause);
}

Result<int> follow_hints(db::Tx& tx, Instant now) {
  const auto hinted = db::lock_payout_hints(tx, kHintsInBite);
  for (const PayoutId payout : hinted) {
    db::make_question_due(tx, payout, now);
    db::finish_payout_hint(tx, payout);
  }
  return static_cast<int>(hinted.size());
}

}  // namespace fenrun::flows
