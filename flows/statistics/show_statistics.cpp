#include "flows/statistics/show_statistics.hpp"

#include <algorithm>

#include "db/statistics/statistic_day.hpp"

namespace fenrun::flows {
namespace {

StatisticGroup group_of(const StatisticQuery& query, const std::vector<BillDay>& steps,
                        const db::DaySums& days) {
  StatisticGroup group;
  group.points.resize(steps.size());
  for (const auto& [day, sums] : days) {
    const auto at = std::ranges::lower_bound(steps, step_start(day, query.step)) - steps.begin();
    group.points[static_cast<std::size_t>(at)] += sums;
    group.sums += sums;
  }
  return group;
}

void take_out(StatisticGroup& others, const StatisticGroup& group) {
  others.sums -= group.sums;
  for (std::size_t i = 0; i < group.points.size(); ++i) others.points[i] -= group.points[i];
}

// Groups add up to the total, but for items by product: an order may have lines of several.
StatisticGroup all_groups(db::Tx& tx, const StatisticQuery& query, const Statistics& shown) {
  const bool adds_up = query.figure != Figure::sales || query.by != Dimension::product;
  if (adds_up) return {0, shown.sums, shown.points};
  return group_of(query, shown.steps, db::read_statistic_days(tx, query.figure, query.by, query.span));
}

// What is left is the others'.
void add_groups(db::Tx& tx, const StatisticQuery& query, Statistics& shown) {
  const auto subjects = db::top_statistic_subjects(tx, query.figure, query.by, query.span, query.top + 1);
  const auto most =
      std::span(subjects).first(std::min(subjects.size(), static_cast<std::size_t>(std::max(query.top, 0))));
  const auto days = db::read_statistic_subjects(tx, query.figure, query.by, query.span, most);
  StatisticGroup others = all_groups(tx, query, shown);
  for (const std::int64_t subject : most) {
    const auto found = days.find(subject);
    StatisticGroup group = group_of(query, shown.steps, found == days.end() ? db::DaySums{} : found->second);
    group.subject = subject;
    take_out(others, group);
    shown.groups.push_back(std::move(group));
  }
  if (subjects.size() > most.size()) shown.others = std::move(others);
}

std::optional<Instant> as_of(const db::StatisticPlace& place, Figure figure) {
  return figure == Figure::sales ? place.sales_as_of : place.ledger_as_of;
}

}  // namespace

Result<Statistics> show_statistics(db::Tx& tx, const StatisticQuery& query) {
  const auto span = check_span(query.span, query.step);
  if (!span) return span.error();
  const bool is_grouped = query.by != Dimension::total;
  if (is_grouped && query.by != Dimension::dealer && query.figure == Figure::payouts)
    return kStatisticNotGrouped;
  const auto drawn = as_of(db::find_statistic_place(tx), query.figure);
  if (!drawn) return kStatisticNotDrawn;
  Statistics shown;
  shown.as_of = *drawn;
  shown.steps = steps_of(query.span, query.step);
  auto total =
      group_of(query, shown.steps, db::read_statistic_days(tx, query.figure, Dimension::total, query.span));
  shown.sums = total.sums;
  shown.points = std::move(total.points);
  if (is_grouped) add_groups(tx, query, shown);
  return shown;
}

}  // namespace fenrun::flows
