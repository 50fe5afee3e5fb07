#include "flows/commission/claw_back_commissions.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/assert.hpp"
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

// The shares of all sales, locked.
struct Shares {
  std::map<OrderId, std::vector<Commission>> commissions;
  std::map<OrderId, std::vector<UnclaimedCommission>> unclaimed;

  Shares(db::Tx& tx, std::span<const RefundedSale> sales) {
    std::set<OrderId> orders;
    for (const RefundedSale& sale : sales) orders.insert(sale.order);
    FENRUN_ASSERT(orders.size() == sales.size());
    for (Commission& it : db::lock_commissions_of(tx, orders)) commissions[it.order].push_back(std::move(it));
    for (const UnclaimedCommission& it : db::lock_unclaimed_of(tx, orders)) unclaimed[it.order].push_back(it);
  }
};

// What the dealers' months lose, month by month.
using Losses = std::map<int, db::CommissionMonths>;

void add_losses(Losses& losses, const RefundedSale& sale, const Clawback& clawback) {
  const int month = china_month_of(sale.paid_at);
  for (const auto& taken : clawback.commissions)
    losses[month][taken.row.dealer].earned_fen.value += taken.take.value;
  if (!sale.seller.is_set()) return;
  for (const LineRefunds& line : sale.lines) {
    if (line.refunded_now > Fen{0}) losses[month][sale.seller].sales_fen.value += line.refunded_now.value;
  }
}

void record_clawbacks(db::Tx& tx, std::span<const RefundedSale> sales, std::span<const Clawback> clawbacks) {
  std::vector<Commission> commissions;
  std::vector<UnclaimedCommission> unclaimed;
  Losses losses;
  for (std::size_t i = 0; i < sales.size(); ++i) {
    for (const auto& taken : clawbacks[i].commissions) commissions.push_back(taken.row);
    for (const auto& taken : clawbacks[i].unclaimed) unclaimed.push_back(taken.row);
    add_losses(losses, sales[i], clawbacks[i]);
  }
  db::update_commissions(tx, commissions);
  db::update_unclaimed(tx, unclaimed);
  // In the order in which sales lock the months.
  for (const auto& [month, of_dealers] : losses) db::take_from_commission_months(tx, of_dealers, month);
}

}  // namespace

Result<std::vector<Clawback>> claw_back_commissions(db::Tx& tx, std::span<const RefundedSale> sales) {
  Shares shares(tx, sales);
  std::vector<Clawback> clawbacks;
  for (const RefundedSale& sale : sales) {
    auto clawback = decide_clawback(std::move(shares.commissions[sale.order]),
                                    std::move(shares.unclaimed[sale.order]), sale.lines);
    if (!clawback) return clawback.error();
    clawbacks.push_back(*std::move(clawback));
  }
  record_clawbacks(tx, sales, clawbacks);
  return clawbacks;
}

Result<Clawback> claw_back_commissions(db::Tx& tx, const RefundedSale& sale) {
  auto clawbacks = claw_back_commissions(tx, std::span(&sale, 1));
  if (!clawbacks) return clawbacks.error();
  return std::move(clawbacks->front());
}

std::vector<Commission> release_commissions(db::Tx& tx, OrderId order) {
  std::vector<Commission> released;
  for (Commission& it : db::lock_commissions_of(tx, order)) {
    if (it.state != CommissionState::pending) continue;
    it.state = CommissionState::available;
    released.push_back(std::move(it));
  }
  db::update_commissions(tx, released);
  return released;
}

}  // namespace fenrun::flows
