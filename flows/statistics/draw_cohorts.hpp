// Who came in a month, and how many of them ordered in each month since: drawn whole a few times a day.
#pragma once

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/statistics/retention.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::flows {

// Counts the next `consumers_max` customers; the last bite shows what was drawn in place of what was shown.
// False when nothing is to be done: what is shown is newer than some hours, or another process draws.
bool draw_cohorts(db::Tx& tx, Instant now, std::int64_t consumers_max);

struct ShownCohorts {
  Instant as_of;
  db::Cohorts cohorts;
};
// Of the cohorts of these months, year × 100 + month. Refuses with kStatisticNotDrawn and
// kStatisticSpanInvalid.
Result<ShownCohorts> show_cohorts(db::Tx& tx, int from, int to);

}  // namespace fenrun::flows
