#include "flows/ledger/dispute_commission.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/assert.hpp"
#include "db/commission/commission.hpp"
#include "db/commission/commission_month.hpp"
#include "db/journal/dispute.hpp"
#include "db/journal/subject.hpp"
#include "flows/ledger/post.hpp"

namespace fenrun::flows {
namespace {

Dispute fresh_dispute(const OpenDispute& command, DealerId dealer, Instant now) {
  Dispute dispute;
  dispute.public_id = command.public_id;
  dispute.dealer = dealer;
  dispute.commission = command.commission;
  dispute.amount = command.amount;
  dispute.reason = command.reason;
  dispute.evidence = command.evidence;
  dispute.opened_by = command.staff;
  dispute.opened_at = now;
  return dispute;
}

Movement freeze_of(const Dispute& dispute, const Commission& commission) {
  return {MovementKind::freeze, dispute.public_id, dispute.dealer, dispute.amount,
          ledger_reference(commission)};
}

// The rows of the commission's order are locked as a refund locks them: none can pass between what is asked
// here and what is posted.
Commission lock_disputed(db::Tx& tx, CommissionId id) {
  const auto known = db::find_commission(tx, id);
  if (!known) throw std::logic_error("a dispute is about a commission that is gone");
  auto rows = db::lock_commissions_of(tx, known->order);
  const auto found = std::ranges::find(rows, id, &Commission::id);
  FENRUN_ASSERT(found != rows.end());
  return std::move(*found);
}

Fen frozen_of(db::Tx& tx, const Commission& commission) {
  const auto money = db::find_commission(tx, ledger_reference(commission));
  if (!money) throw std::logic_error("a disputed commission is not in the ledger");
  return money->money.frozen;
}

// Commission and month know of it as they know of a refund.
void take_forfeited(db::Tx& tx, Commission& commission, Fen amount) {
  commission.clawed_back_fen.value += amount.value;
  if (commission.clawed_back_fen == commission.amount_fen) commission.state = CommissionState::void_;
  db::update_commission(tx, commission);
  const int month = china_month_of(commission.paid_at);
  db::add_to_commission_month(tx, commission.dealer, month, Fen{0}, Fen{-amount.value});
}

void settle_dispute(db::Tx& tx, const Dispute& dispute, Commission& commission, Instant now) {
  if (dispute.settled.value == 0) return;
  const bool is_for_dealer = dispute.state == DisputeState::for_dealer;
  if (!is_for_dealer) take_forfeited(tx, commission, dispute.settled);
  const MovementKind kind = is_for_dealer ? MovementKind::unfreeze : MovementKind::forfeit;
  const Movement movement{kind, dispute.public_id, dispute.dealer, dispute.settled,
                          ledger_reference(commission)};
  const auto posted = post(tx, movement, now);
  if (!posted)
    throw std::logic_error("a dispute's movement was refused: " + std::string(posted.error().code()));
}

}  // namespace

Result<Dispute> open_dispute(db::Tx& tx, const OpenDispute& command, Instant now) {
  const Done wanted = check_dispute(command.reason, command.evidence);
  if (!wanted) return wanted.error();
  const auto commission = db::find_commission(tx, command.commission);
  if (!commission) return kCommissionNotFound;
  Dispute dispute = fresh_dispute(command, commission->dealer, now);
  const Movement freeze = freeze_of(dispute, *commission);
  const Done formed = check_movement(freeze);
  if (!formed) return formed.error();
  if (!db::insert_dispute(tx, dispute)) return kDisputeAlreadyOpen;
  const auto posted = post(tx, freeze, now);
  if (!posted) return posted.error();
  return dispute;
}

Result<Dispute> resolve_dispute(db::Tx& tx, const ResolveDispute& command, Instant now) {
  auto dispute = db::lock_dispute(tx, command.public_id);
  if (!dispute) return kDisputeNotFound;
  const Done decided = check_dispute_resolution(*dispute, command.staff, command.reason);
  if (!decided) return decided.error();
  Commission commission = lock_disputed(tx, dispute->commission);
  dispute->state = command.is_for_dealer ? DisputeState::for_dealer : DisputeState::for_producer;
  dispute->settled = std::min(dispute->amount, frozen_of(tx, commission));
  dispute->resolved_by = command.staff;
  dispute->resolved_at = now;
  dispute->resolution_reason = command.reason;
  settle_dispute(tx, *dispute, commission, now);
  db::resolve_dispute(tx, *dispute);
  return *std::move(dispute);
}

}  // namespace fenrun::flows
