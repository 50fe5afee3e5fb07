// A draft is tried on past sales before it may be published: what it would have paid, beside what was paid.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/commission/commission.hpp"
#include "domain/commission/plan.hpp"
#include "domain/commission/sale.hpp"

namespace fenrun {

using SimulationId = Id<struct SimulationNoun>;

enum class SimulationDimension { dealer, tier, product, unclaimed, total };

std::string_view to_text(SimulationDimension dimension);
std::optional<SimulationDimension> simulation_dimension_from(std::string_view text);

struct Simulation {
  SimulationId id;
  std::string public_id;
  CommissionPlanId plan;
  bool is_finished = false;
  Instant sales_from;   // inclusive, by payment
  Instant sales_until;  // exclusive
  std::int64_t sales_total = 0;
  std::int64_t sales_done = 0;
  OrderId after;  // the last order done
  StaffId started_by;
  Instant created_at;
  std::optional<Instant> finished_at;
};

struct SimulatedSum {
  Fen before;  // as stored
  Fen after;   // under the plan tried

  friend bool operator==(const SimulatedSum&, const SimulatedSum&) = default;
};

// Sums by dimension and subject: the dealer's, tier's or product's id; 0 for unclaimed and total.
using SimulatedSums = std::map<std::pair<SimulationDimension, std::int64_t>, SimulatedSum>;

inline constexpr std::chrono::days kSimulationDaysMin{1};
inline constexpr std::chrono::days kSimulationDaysMax{400};
// How old the end of a simulation may be when its plan is published.
inline constexpr std::chrono::days kSimulationGoodFor{7};

inline constexpr ErrorCode kSimulationNotFound{ErrorKind::not_found, "commission_simulation.not_found",
                                               "模拟不存在", "There is no such simulation"};
inline constexpr ErrorCode kSimulationDatesInvalid{ErrorKind::invalid, "commission_simulation.dates_invalid",
                                                   "模拟的时间范围须为过去的 1 至 400 天",
                                                   "A simulation covers 1 to 400 days, all of them past"};
inline constexpr ErrorCode kSimulationStale{ErrorKind::refused, "commission_simulation.stale",
                                            "模拟的截止时间早于 7 天前，请重新模拟",
                                            "The simulation ends more than 7 days ago; simulate again"};
inline constexpr ErrorCode kSimulationOfNothing{
    ErrorKind::refused, "commission_simulation.of_nothing",
    "模拟的时间范围内没有已付款订单，请扩大范围后重新模拟",
    "The simulation holds no sale, though there have been some; simulate a longer time"};

// Refuses with kSimulationDatesInvalid.
Done check_simulation_dates(Instant from, Instant until, Instant now);

// Whether a finished simulation says enough for its plan to be published. `has_sales`: anything was sold in
// the kSimulationDaysMax before its end. Refuses with kSimulationStale, kSimulationOfNothing.
Done judge_simulation(const Simulation& simulation, bool has_sales, Instant now);

// Adds one sale: what was paid for it, and what the plan would pay. The dealers' months are taken as they
// were: a cap of the month counts what was really earned before the sale, not what the plan would have paid.
void add_sale(SimulatedSums& sums, const CommissionPlan& plan, const SaleFacts& facts,
              const std::vector<Commission>& paid, const std::vector<UnclaimedCommission>& unclaimed);

}  // namespace fenrun
