// From the scan of a dealer's code to the first order: how many people of each day went how far.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "db/statistics/referral_scan.hpp"

namespace fenrun::flows {

// Draws the day anew; it may change until `kFunnelOpen` is over. False when another process keeps the
// figures.
bool draw_funnel_day(db::Tx& tx, BillDay day);
// Every day that may still change is drawn as of `now`.
void note_funnel_drawn(db::Tx& tx, Instant now);

struct ShownFunnel {
  Instant as_of;
  std::vector<BillDay> days;
  std::vector<db::FunnelDay> points;  // one a day
  db::FunnelDay sums;
};
// At most 366 days. Refuses with kStatisticSpanInvalid and kStatisticNotDrawn.
Result<ShownFunnel> show_funnel(db::Tx& tx, const DaySpan& span);

}  // namespace fenrun::flows
