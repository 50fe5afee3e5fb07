#include "flows/payout/follow_payout.hpp"

#include <stdexcept>
#include <vector>

#include "base/assert.hpp"
#include "db/payout/fuse.hpp"
#include "db/payout/payout.hpp"
#include "db/payout/payout_receipt.hpp"
#include "db/withdrawal/withdrawal.hpp"
#include "flows/ledger/post.hpp"
#include "flows/payout/blow_payout_fuse.hpp"
#include "flows/withdrawal/end_withdrawal.hpp"

namespace fenrun::flows {
namespace {

// A transfer that is paid is locked first, if that was never heard of: the accounts pass through the same
// places whatever was missed.
std::vector<Movement> movements_of(const PayoutChange& change, const Withdrawal& withdrawal) {
  const Payout& payout = change.after;
  const DealerId dealer = withdrawal.dealer;
  const std::string& held = withdrawal.public_id;
  std::vector<Movement> movements;
  const auto add = [&](MovementKind kind, const std::string& reference, Fen amount,
                       const std::string& subject) {
    if (amount.value > 0) movements.push_back({kind, reference, dealer, amount, subject});
  };
  if (change.locks) add(MovementKind::lock, payout.number, payout.amount, "");
  if (change.unlocks) add(MovementKind::unlock, payout.number, payout.amount, "");
  if (change.settles) {
    add(MovementKind::settle, payout.number, payout.amount, held);
    add(MovementKind::withhold_tax, held, withdrawal.amounts.tax, held);
    add(MovementKind::keep_fee, held, withdrawal.amounts.fee, held);
  }
  if (change.gives_back) add(MovementKind::return_hold, held, withdrawal.amounts.gross, held);
  return movements;
}

void post_all(db::Tx& tx, const PayoutChange& change, const Withdrawal& withdrawal, Instant now) {
  const auto movements = movements_of(change, withdrawal);
  if (movements.empty()) return;
  const auto posted = post(tx, movements, now);
  if (!posted) {
    throw std::logic_error("the ledger refuses what became of " + change.after.number + ": " +
                           std::string(posted.error().code()));
  }
}

void move_on(db::Tx& tx, const PayoutChange& change, Withdrawal withdrawal, std::string_view actor,
             Instant now) {
  FENRUN_ASSERT(!(change.settles && change.gives_back));
  if (!change.settles && !change.gives_back) return;
  if (change.gives_back) {
    withdrawal.reason =
        change.after.fail_reason.empty() ? change.after.cancel_reason : change.after.fail_reason;
  }
  const auto event = change.settles ? WithdrawalEvent::pay : WithdrawalEvent::give_back;
  const auto moved =
      move_and_save(tx, std::move(withdrawal), event, actor, change.settles ? "paid" : "returned", now);
  if (!moved) throw std::logic_error("a withdrawal is not where its transfer ends: " + change.after.number);
}

}  // namespace

void note_payout(db::Tx& tx, const Payout& payout, std::string_view actor, std::string_view what,
                 Instant now) {
  db::note_withdrawal(tx, {payout.withdrawal, payout.id, now, std::string(actor), std::string(what),
                           std::string(to_word(payout.state)),
                           payout.needs_human ? payout.human_reason : payout.fail_reason});
}

void follow_payout(db::Tx& tx, const Payout& before, const PayoutChange& change, const Withdrawal& withdrawal,
                   std::string_view actor, Instant now, bool ends_lease) {
  const Payout& after = change.after;
  db::save_payout(tx, after, ends_lease);
  const bool is_news = before.state != after.state || before.needs_human != after.needs_human ||
                       before.is_cancel_wanted != after.is_cancel_wanted;
  if (is_news) note_payout(tx, after, actor, to_word(before.state), now);
  post_all(tx, change, withdrawal, now);
  move_on(tx, change, withdrawal, actor, now);
  if (change.settles) db::want_receipt(tx, after.id, now);
  if (change.opens_breaker) db::open_breaker(tx, now + kFundsProbe);
  if (change.closes_breaker) db::close_breaker(tx);
  if (change.blows_fuse) {
    blow_payout_fuse(
        tx, actor, after.number + " is " + std::string(to_word(before.state)) + " and was contradicted", now);
  }
}

}  // namespace fenrun::flows
