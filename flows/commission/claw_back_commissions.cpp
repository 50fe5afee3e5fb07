#include "flows/commission/claw_back_commissions.hpp"

#include <algorithm>
#include <span>

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

// What the dealers' months lose. In the order of the dealers, as sales lock the months.
db::CommissionMonths losses_of(const RefundedSale& sale, const Clawback& clawback) {
  db::CommissionMonths losses;
  for (const auto& taken : clawback.commissions)
    losses[taken.row.dealer].earned_fen.value += taken.take.value;
  if (!sale.seller.is_set()) return losses;
  for (const LineRefunds& line : sale.lines) losses[sale.seller].sales_fen.value += line.refunded_now.value;
  return losses;
}

void record_clawback(db::Tx& tx, const RefundedSale& sale, const Clawback& clawback) {
  for (const auto& taken : clawback.commissions) db::update_commission(tx, taken.row);
  for (const auto& taken : clawback.unclaimed) db::update_unclaimed(tx, taken.row);
  const int month = china_month_of(sale.paid_at);
  for (const auto& [dealer, loss] : losses_of(sale, clawback)) {
    db::add_to_commission_month(tx, dealer, month, Fen{-loss.sales_fen.value}, Fen{-loss.earned_fen.value});
  }
}

}  // namespace

Result<Clawback> claw_back_commissions(db::Tx& tx, const RefundedSale& sale) {
  auto commissions = db::lock_commissions_of(tx, sale.order);
  auto unclaimed = db::lock_unclaimed_of(tx, sale.order);
  auto clawback = decide_clawback(std::move(commissions), std::move(unclaimed), sale.lines);
  if (clawback) record_clawback(tx, sale, *clawback);
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
