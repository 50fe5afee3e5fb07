// The figures of each day, kept in small steps beside the requests. Orders: a day is drawn anew, whole, when
// it has sales or refunds that it was not drawn from. The ledger: what each new seal covers is added once,
// in the transaction that moves the place. Drawing everything anew gives the same rows.
#pragma once

#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::flows {

// Days of the span whose sales or refunds are not those that they were drawn from, the newest first.
std::vector<BillDay> days_to_draw(db::Tx& tx, const DaySpan& span);
// False when another process keeps the figures.
bool draw_sales_day(db::Tx& tx, BillDay day);
// All that was known at `now` is drawn. Who has looked at some days alone does not say so of figures that
// were never drawn whole, or were deleted meanwhile.
enum class Looked { at_some_days, at_all_days };
void note_sales_drawn(db::Tx& tx, Instant now, Looked looked);

// Adds the movements of the next seals, about `movements_max` of them. False when none is left, or another
// process keeps the figures.
bool fold_sealed_movements(db::Tx& tx, Instant now, int movements_max);

}  // namespace fenrun::flows
