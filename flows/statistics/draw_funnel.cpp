#include "flows/statistics/draw_funnel.hpp"

#include "db/statistics/statistic_day.hpp"

namespace fenrun::flows {

bool draw_funnel_day(db::Tx& tx, BillDay day) {
  if (!db::lock_statistic_place(tx)) return false;
  db::save_funnel_day(tx, day, db::count_funnel(tx, day));
  return true;
}

void note_funnel_drawn(db::Tx& tx, Instant now) {
  auto place = db::lock_statistic_place(tx);
  if (!place) return;
  place->funnel_as_of = now;
  db::save_statistic_place(tx, *place);
}

Result<ShownFunnel> show_funnel(db::Tx& tx, const DaySpan& span) {
  const auto checked = check_span(span, Step::day);
  if (!checked) return checked.error();
  const auto as_of = db::find_statistic_place(tx).funnel_as_of;
  if (!as_of) return kStatisticNotDrawn;
  ShownFunnel shown{*as_of, steps_of(span, Step::day), {}, {}};
  const auto found = db::read_funnel_days(tx, span);
  for (const BillDay day : shown.days) {
    const auto one = found.find(day);
    shown.points.push_back(one == found.end() ? db::FunnelDay{} : one->second);
    shown.sums += shown.points.back();
  }
  return shown;
}

}  // namespace fenrun::flows
