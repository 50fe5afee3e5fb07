#include "flows/commission/share_sale.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/assert.hpp"
#include "db/commission/commission.hpp"
#include "db/commission/commission_month.hpp"
#include "db/commission/commission_plan.hpp"
#include "db/commission/commission_sale.hpp"
#include "domain/commission/share_out.hpp"

namespace fenrun::flows {
namespace {

// What the dealers of all sales sold and earned, month by month; grows as sale follows sale.
class Months {
 public:
  Months(db::Tx& tx, std::span<const SaleFacts> sales) {
    std::map<int, std::set<DealerId>> dealers;
    for (const SaleFacts& facts : sales) {
      for (const DealerStanding& standing : facts.upline)
        dealers[china_month_of(facts.paid_at)].insert(standing.dealer);
    }
    for (const auto& [month, ids] : dealers)
      months_[month].before = db::lock_commission_months(tx, ids, month);
  }

  void tell(SaleFacts& facts) const {
    for (DealerStanding& standing : facts.upline) {
      const db::CommissionMonth& month = months_.at(china_month_of(facts.paid_at)).before.at(standing.dealer);
      standing.month_sales_fen = month.sales_fen;
      standing.month_earned_fen = month.earned_fen;
    }
  }

  // The seller's month gets the sale, every dealer's month what it earned of it.
  void add(const SaleFacts& facts, const std::vector<Commission>& commissions) {
    if (facts.upline.empty()) return;
    Month& month = months_.at(china_month_of(facts.paid_at));
    for (const Commission& it : commissions) month.earn(it.dealer, it.amount_fen);
    for (const SaleLine& line : facts.lines) month.sell(facts.upline.front().dealer, line.base_fen);
  }

  void save(db::Tx& tx) const {
    for (const auto& [number, month] : months_) db::add_to_commission_months(tx, month.gains, number);
  }

 private:
  struct Month {
    db::CommissionMonths before;  // and with the gains
    db::CommissionMonths gains;

    void earn(DealerId dealer, Fen fen) {
      before.at(dealer).earned_fen.value += fen.value;
      gains[dealer].earned_fen.value += fen.value;
    }
    void sell(DealerId dealer, Fen fen) {
      before.at(dealer).sales_fen.value += fen.value;
      gains[dealer].sales_fen.value += fen.value;
    }
  };

  std::map<int, Month> months_;
};

// The plans in force at the instants of the sales. A plan rules from its beginning to that of the next, so
// that one question answers for all instants between.
class Plans {
 public:
  Plans(db::Tx& tx, std::span<const SaleFacts> sales) {
    std::set<Instant> instants;
    for (const SaleFacts& facts : sales) instants.insert(facts.paid_at);
    while (!instants.empty()) {
      auto found = db::plan_in_force(tx, *instants.rbegin());
      const Instant from = found ? found->publication->effective_from : *instants.begin();
      plans_.emplace(from, found ? std::move(found->plan) : CommissionPlan{});
      instants.erase(instants.lower_bound(from), instants.end());
    }
  }

  [[nodiscard]] const CommissionPlan& at(Instant paid_at) const {
    return std::prev(plans_.upper_bound(paid_at))->second;
  }

 private:
  std::map<Instant, CommissionPlan> plans_;  // by the first instant it rules here
};

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

// What is written of all sales together.
struct Recorded {
  std::vector<db::CommissionSale> sales;
  std::vector<Commission> commissions;
  std::vector<UnclaimedCommission> unclaimed;
  std::vector<db::CommissionZeroLine> zero_lines;

  void add(std::int64_t plan, const SaleFacts& facts, const SharedOut& out, const SharedSale& sale) {
    sales.push_back({plan, facts});
    commissions.insert(commissions.end(), sale.commissions.begin(), sale.commissions.end());
    unclaimed.insert(unclaimed.end(), sale.unclaimed.begin(), sale.unclaimed.end());
    for (const ZeroLine& line : out.zero_lines) zero_lines.push_back({facts.order, line.line, line.reason});
  }

  // Numbers the commissions.
  void write(db::Tx& tx, Instant now) {
    db::insert_commission_sales(tx, sales, now);
    db::insert_commissions(tx, commissions);
    db::insert_unclaimed(tx, unclaimed);
    db::insert_zero_lines(tx, zero_lines);
  }
};

// The commissions as written, sale by sale, in the order in which they were added.
void take_numbered(std::vector<SharedSale>& shared, std::span<const Commission> numbered) {
  std::size_t next = 0;
  for (SharedSale& sale : shared) {
    if (!sale.is_new) continue;
    for (Commission& it : sale.commissions) it.id = numbered[next++].id;
  }
}

SharedSale shared_before(db::Tx& tx, OrderId order) {
  return {false, db::lock_commissions_of(tx, order), db::lock_unclaimed_of(tx, order)};
}

}  // namespace

std::vector<SharedSale> share_sales(db::Tx& tx, std::span<SaleFacts> sales, Instant now) {
  std::set<OrderId> orders;
  for (const SaleFacts& facts : sales) orders.insert(facts.order);
  FENRUN_ASSERT(orders.size() == sales.size());
  const std::set<OrderId> known = db::shared_out_among(tx, orders);
  Months months(tx, sales);
  const Plans plans(tx, sales);
  Recorded recorded;
  std::vector<SharedSale> shared;
  shared.reserve(sales.size());
  for (SaleFacts& facts : sales) {
    if (known.contains(facts.order)) {
      shared.push_back(shared_before(tx, facts.order));
      continue;
    }
    months.tell(facts);
    const CommissionPlan& plan = plans.at(facts.paid_at);
    const SharedOut out = share_out(plan, facts);
    const SharedSale& sale = shared.emplace_back(rows_of(plan, facts, out));
    recorded.add(plan.number, facts, out, sale);
    months.add(facts, sale.commissions);
  }
  recorded.write(tx, now);
  take_numbered(shared, recorded.commissions);
  months.save(tx);
  return shared;
}

SharedSale share_sale(db::Tx& tx, SaleFacts facts, Instant now) {
  return std::move(share_sales(tx, {&facts, 1}, now).front());
}

}  // namespace fenrun::flows
