#include "flows/commission/claw_back_commissions.hpp"

#include <algorithm>
#include <map>

#include "db/commission/commission.hpp"
#include "db/commission/commission_month.hpp"

namespace fenrun::flows {
namespace {

Fen refunded_of(std::span<const LineRefunds> refunds, OrderLineId line) {
  const auto found = std::ranges::find(refunds, line, &LineRefunds::line);
  return found == refunds.end() ? Fen{0} : found->refunded_in_all;
}

// A refund that is told again names less than was counted already, or as much; it takes nothing.
Result<Fen> take_of(Fen share, Fen base, Fen refunded_in_all, Fen taken_before) {
  if (refunded_in_all > base) return kRefundOverBase;
  if (clawed_in_all(share, base, refunded_in_all) <= taken_before) return Fen{0};
  return clawback_of(share, base, refunded_in_all, taken_before);
}

Result<Clawback> decide_clawback(std::vector<Commission> commissions,
                                 std::vector<UnclaimedCommission> unclaimed,
                                 std::span<const LineRefunds> refunds) {
  Clawback clawback;
  for (Commission& it : commissions) {
    const auto take = take_of(it.amount_fen, it.base_fen, refunded_of(refunds, it.line), it.clawed_back_fen);
    if (!take) return take.error();
    if (take->value == 0) continue;
    it.clawed_back_fen.value += take->value;
    if (it.clawed_back_fen == it.amount_fen) it.state = CommissionState::void_;
    clawback.commissions.push_back({std::move(it), *take});
  }
  for (UnclaimedCommission& it : unclaimed) {
    const auto take = take_of(it.amount_fen, it.base_fen, refunded_of(refunds, it.line), it.returned_fen);
    if (!take) return take.error();
    if (take->value == 0) continue;
    it.returned_fen.value += take->value;
    clawback.unclaimed.push_back({it, *take});
  }
  return clawback;
}

void record_clawback(db::Tx& tx, const Clawback& clawback) {
  std::map<DealerId, Fen> earned;  // ascending, as sales lock the months
  for (const auto& taken : clawback.commissions) {
    db::update_commission(tx, taken.row);
    earned[taken.row.dealer].value += taken.take.value;
  }
  for (const auto& taken : clawback.unclaimed) db::update_unclaimed(tx, taken.row);
  for (const auto& [dealer, take] : earned) {
    const int month = china_month_of(clawback.commissions.front().row.paid_at);
    db::add_to_commission_month(tx, dealer, month, Fen{0}, Fen{-take.value});
  }
}

}  // namespace

Result<Clawback> claw_back_commissions(db::Tx& tx, OrderId order, std::span<const LineRefunds> refunds) {
  auto commissions = db::lock_commissions_of(tx, order);
  auto unclaimed = db::lock_unclaimed_of(tx, order);
  auto clawback = decide_clawback(std::move(commissions), std::move(unclaimed), refunds);
  if (clawback) record_clawback(tx, *clawback);
  return clawback;
}

std::vector<Commission> release_commissions(db::Tx& tx, OrderId order) {
  std::vector<Commission> released;
  for (Commission& it : db::lock_commissions_of(tx, order)) {
    if (it.state != CommissionState::pending) continue;
    it.state = CommissionState::available;
    db::update_commission(tx, it);
    released.push_back(std::move(it));
  }
  return released;
}

}  // namespace fenrun::flows
