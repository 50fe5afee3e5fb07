#include "flows/statistics/draw_cohorts.hpp"

#include <algorithm>
#include <utility>

namespace fenrun::flows {
namespace {

constexpr std::chrono::hours kCohortsEvery{6};
constexpr int kCohortMonthsMax = 36;

int months_of(int month) { return month / 100 * 12 + month % 100; }

bool is_due(const db::CohortPlace& place, Instant now) {
  return place.begun_at || !place.as_of || now - *place.as_of >= kCohortsEvery;
}

// What was shown goes; what was drawn is shown as of the time when its drawing began.
void show_drawn(db::Tx& tx, db::CohortPlace& place) {
  db::delete_cohorts(tx, place.generation);
  ++place.generation;
  place.as_of = std::exchange(place.begun_at, std::nullopt);
  place.after = ConsumerId{};
}

}  // namespace

bool draw_cohorts(db::Tx& tx, Instant now, std::int64_t consumers_max) {
  auto place = db::lock_cohort_place(tx);
  if (!place || !is_due(*place, now)) return false;
  if (!place->begun_at) place->begun_at = now;
  const ConsumerId last = db::last_consumer(tx);
  const ConsumerId until{std::min(place->after.value + consumers_max, last.value)};
  db::add_to_cohorts(tx, place->generation + 1, db::count_cohorts(tx, place->after, until));
  place->after = until;
  const bool is_end = until.value >= last.value;
  if (is_end) show_drawn(tx, *place);
  db::save_cohort_place(tx, *place);
  return !is_end;
}

Result<ShownCohorts> show_cohorts(db::Tx& tx, int from, int to) {
  const int months = months_of(to) - months_of(from);
  if (months < 0 || months >= kCohortMonthsMax) return kStatisticSpanInvalid;
  const db::CohortPlace place = db::find_cohort_place(tx);
  if (!place.as_of) return kStatisticNotDrawn;
  return ShownCohorts{*place.as_of, db::read_cohorts(tx, place.generation, from, to)};
}

}  // namespace fenrun::flows
