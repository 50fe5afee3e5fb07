#include "domain/commission/simulation.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "domain/commission/share_out.hpp"

namespace fenrun {
namespace {

constexpr SimulationDimension kSimulationDimensions[] = {
    SimulationDimension::dealer, SimulationDimension::tier, SimulationDimension::product,
    SimulationDimension::unclaimed, SimulationDimension::total};

ProductId product_of(const SaleFacts& facts, OrderLineId id) {
  const auto line = std::ranges::find(facts.lines, id, &SaleLine::line);
  FENRUN_ASSERT(line != facts.lines.end());
  return line->product;
}

class SumAdder {
 public:
  SumAdder(SimulatedSums& sums, Fen SimulatedSum::*side) : sums_(sums), side_(side) {}

  void share(DealerId dealer, TierId tier, ProductId product, Fen fen) {
    add(SimulationDimension::dealer, dealer.value, fen);
    add(SimulationDimension::tier, tier.value, fen);
    add(SimulationDimension::product, product.value, fen);
    add(SimulationDimension::total, 0, fen);
  }
  void unclaimed(Fen fen) { add(SimulationDimension::unclaimed, 0, fen); }

 private:
  void add(SimulationDimension dimension, std::int64_t subject, Fen fen) {
    (sums_[{dimension, subject}].*side_).value += fen.value;
  }

  SimulatedSums& sums_;
  Fen SimulatedSum::*side_;
};

}  // namespace

std::string_view to_text(SimulationDimension dimension) {
  switch (dimension) {
    case SimulationDimension::dealer:
      return "dealer";
    case SimulationDimension::tier:
      return "tier";
    case SimulationDimension::product:
      return "product";
    case SimulationDimension::unclaimed:
      return "unclaimed";
    case SimulationDimension::total:
      return "total";
  }
  FENRUN_UNREACHABLE("simulation dimension");
}

std::optional<SimulationDimension> simulation_dimension_from(std::string_view text) {
  for (const SimulationDimension dimension : kSimulationDimensions) {
    if (to_text(dimension) == text) return dimension;
  }
  return std::nullopt;
}

Done check_simulation_dates(Instant from, Instant until, Instant now) {
  const bool is_long_enough = until - from >= kSimulationDaysMin && until - from <= kSimulationDaysMax;
  if (!is_long_enough || until > now) return kSimulationDatesInvalid;
  return {};
}

Done judge_simulation(const Simulation& simulation, bool has_sales, Instant now) {
  FENRUN_ASSERT(simulation.is_finished);
  if (simulation.sales_until < now - kSimulationGoodFor) return kSimulationStale;
  if (has_sales && simulation.sales_done == 0) return kSimulationOfNothing;
  return {};
}

void add_sale(SimulatedSums& sums, const CommissionPlan& plan, const SaleFacts& facts,
              const std::vector<Commission>& paid, const std::vector<UnclaimedCommission>& unclaimed) {
  SumAdder before(sums, &SimulatedSum::before);
  for (const Commission& it : paid) before.share(it.dealer, it.tier, it.product, it.amount_fen);
  for (const UnclaimedCommission& it : unclaimed) before.unclaimed(it.amount_fen);
  SumAdder after(sums, &SimulatedSum::after);
  const SharedOut out = share_out(plan, facts);
  for (const Share& share : out.shares)
    after.share(share.dealer, share.explanation.tier, product_of(facts, share.line), share.fen);
  for (const UnclaimedShare& share : out.unclaimed) after.unclaimed(share.fen);
}

}  // namespace fenrun
