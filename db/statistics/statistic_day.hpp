// Rows of `statistic_day`: the figures that charts are drawn from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::db {

// How far the figures are.
struct StatisticPlace {
  std::int64_t last_seal = 0;
  std::optional<Instant> sales_as_of;
  std::optional<Instant> ledger_as_of;
  std::optional<Instant> funnel_as_of{};
};
// Nothing while another process keeps the figures.
std::optional<StatisticPlace> lock_statistic_place(Tx& tx);
StatisticPlace find_statistic_place(Tx& tx);
void save_statistic_place(Tx& tx, const StatisticPlace& place);

// The rows of a figure's day, all of them, become these.
void replace_statistic_day(Tx& tx, Figure figure, BillDay day, const StatisticCells& cells);
void add_to_statistic_days(Tx& tx, const StatisticCells& cells);

using DaySums = std::map<BillDay, Sums>;
// Of all subjects of the dimension together.
DaySums read_statistic_days(Tx& tx, Figure figure, Dimension dimension, const DaySpan& span);
// The subjects with the most, net, first; at most `limit`.
std::vector<std::int64_t> top_statistic_subjects(Tx& tx, Figure figure, Dimension dimension,
                                                 const DaySpan& span, int limit);
std::map<std::int64_t, DaySums> read_statistic_subjects(Tx& tx, Figure figure, Dimension dimension,
                                                        const DaySpan& span,
                                                        std::span<const std::int64_t> subjects);

}  // namespace fenrun::db
