#include "flows/commission/share_sale.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"
#include "db/commission/commission.hpp"
#include "db/commission/commission_month.hpp"
#include "db/commission/commission_plan.hpp"
#include "db/commission/commission_sale.hpp"
#include "domain/commission/share_out.hpp"

namespace fenrun::flows {
namespace {

// The dealers' places on the line in the order of their ids: two orders lock the same months in the same
// order.
std::vector<std::size_t> month_lock_order(const SaleFacts& facts) {
  std::vector<std::size_t> order(facts.upline.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return facts.upline[i].dealer; });
  return order;
}

void load_months(db::Tx& tx, SaleFacts& facts) {
  const int month = china_month_of(facts.paid_at);
  for (const std::size_t place : month_lock_order(facts)) {
    DealerStanding& standing = facts.upline[place];
    const auto so_far = db::lock_commission_month(tx, standing.dealer, month);
    standing.month_sales_fen = so_far.sales_fen;
    standing.month_earned_fen = so_far.earned_fen;
  }
}

const SaleLine& sale_line(const SaleFacts& facts, OrderLineId id) {
  const auto line = std::ranges::find(facts.lines, id, &SaleLine::line);
  FENRUN_ASSERT(line != facts.lines.end());
  return *line;
}

SharedSale rows_of(const CommissionPlan& plan, const SaleFacts& facts, const SharedOut& out) {
  SharedSale sale{true, {}, {}};
  for (const Share& share : out.shares) {
    const SaleLine& line = sale_line(facts, share.line);
    sale.commissions.push_back({CommissionId{}, facts.order, share.line, share.dealer, share.level,
                                plan.number, line.product, share.explanation.tier, line.base_fen, share.fen,
                                Fen{0}, CommissionState::pending, to_text(share.explanation), facts.paid_at});
  }
  for (const UnclaimedShare& share : out.unclaimed) {
    sale.unclaimed.push_back({facts.order, share.line, share.level, sale_line(facts, share.line).base_fen,
                              share.fen, Fen{0}, share.reason});
  }
  return sale;
}

void record_months(db::Tx& tx, const SaleFacts& facts, const std::vector<Commission>& commissions) {
  const int month = china_month_of(facts.paid_at);
  for (const std::size_t place : month_lock_order(facts)) {
    const DealerId dealer = facts.upline[place].dealer;
    Fen sales;
    Fen earned;
    for (const SaleLine& line : facts.lines) sales.value += place == 0 ? line.base_fen.value : 0;
    for (const Commission& it : commissions) earned.value += it.dealer == dealer ? it.amount_fen.value : 0;
    db::add_to_commission_month(tx, dealer, month, sales, earned);
  }
}

void record_sale(db::Tx& tx, const SaleFacts& facts, const SharedOut& out, SharedSale& sale) {
  db::insert_commissions(tx, sale.commissions);
  db::insert_unclaimed(tx, sale.unclaimed);
  std::vector<db::CommissionZeroLine> zero_lines;
  zero_lines.reserve(out.zero_lines.size());
  for (const ZeroLine& line : out.zero_lines) zero_lines.push_back({facts.order, line.line, line.reason});
  db::insert_zero_lines(tx, zero_lines);
  record_months(tx, facts, sale.commissions);
}

SharedSale shared_before(db::Tx& tx, OrderId order) {
  return {false, db::lock_commissions_of(tx, order), db::lock_unclaimed_of(tx, order)};
}

}  // namespace

SharedSale share_sale(db::Tx& tx, SaleFacts facts, Instant now) {
  if (db::find_commission_sale(tx, facts.order)) return shared_before(tx, facts.order);
  load_months(tx, facts);
  const auto in_force = db::plan_in_force(tx, facts.paid_at);
  const CommissionPlan plan = in_force ? in_force->plan : CommissionPlan{};
  const SharedOut out = share_out(plan, facts);
  SharedSale sale = rows_of(plan, facts, out);
  // The order's lock is held, so nobody else can have inserted it since.
  FENRUN_ASSERT(db::insert_commission_sale(tx, {plan.number, facts}, now));
  record_sale(tx, facts, out, sale);
  return sale;
}

}  // namespace fenrun::flows
