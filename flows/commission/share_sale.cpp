#include "flows/commission/share_sale.hpp"

#include <algorithm>
#include <set>

#include "base/assert.hpp"
#include "db/commission/commission.hpp"
#include "db/commission/commission_month.hpp"
#include "db/commission/commission_plan.hpp"
#include "db/commission/commission_sale.hpp"
#include "domain/commission/share_out.hpp"

namespace fenrun::flows {
namespace {

void load_months(db::Tx& tx, SaleFacts& facts) {
  std::set<DealerId> dealers;
  for (const DealerStanding& standing : facts.upline) dealers.insert(standing.dealer);
  const auto months = db::lock_commission_months(tx, dealers, china_month_of(facts.paid_at));
  for (DealerStanding& standing : facts.upline) {
    standing.month_sales_fen = months.at(standing.dealer).sales_fen;
    standing.month_earned_fen = months.at(standing.dealer).earned_fen;
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

// The seller's month gets the sale, every dealer's month what it earned of it.
void record_months(db::Tx& tx, const SaleFacts& facts, const std::vector<Commission>& commissions) {
  db::CommissionMonths gains;
  for (const Commission& it : commissions) gains[it.dealer].earned_fen.value += it.amount_fen.value;
  if (!facts.upline.empty()) {
    Fen& sales = gains[facts.upline.front().dealer].sales_fen;
    for (const SaleLine& line : facts.lines) sales.value += line.base_fen.value;
  }
  db::add_to_commission_months(tx, gains, china_month_of(facts.paid_at));
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
