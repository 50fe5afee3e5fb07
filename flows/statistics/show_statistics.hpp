// The figures of a span of days, step by step, and of those who had the most.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::flows {

struct StatisticQuery {
  Figure figure = Figure::sales;
  DaySpan span;
  Step step = Step::day;
  Dimension by = Dimension::total;
  int top = 0;  // groups at most, besides the others
};

struct StatisticGroup {
  std::int64_t subject = 0;
  Sums sums;
  std::vector<Sums> points;  // one a step
};
struct Statistics {
  Instant as_of;
  std::vector<BillDay> steps;
  Sums sums;
  std::vector<Sums> points;
  std::vector<StatisticGroup> groups;    // the most, net, first
  std::optional<StatisticGroup> others;  // all the rest together; nothing where there is none
};

// Refuses with kStatisticSpanInvalid, kStatisticNotGrouped and kStatisticNotDrawn.
Result<Statistics> show_statistics(db::Tx& tx, const StatisticQuery& query);

}  // namespace fenrun::flows
