#include "flows/statistics/keep_statistics.hpp"

#include <algorithm>

#include "db/statistics/sales_day.hpp"
#include "db/statistics/sealed_movement.hpp"
#include "db/statistics/statistic_day.hpp"

namespace fenrun::flows {
namespace {

constexpr int kSealsAtOnce = 50;
constexpr std::size_t kMovementsAtOnce = 400;

void count_stretches(db::Tx& tx, const std::vector<db::SealedStretch>& stretches, StatisticCells& cells) {
  std::vector<db::MovementKey> keys;
  const auto count = [&] {
    db::count_movements(tx, keys, cells);
    keys.clear();
  };
  for (const db::SealedStretch& one : stretches) {
    for (std::int64_t number = one.after + 1; number <= one.until; ++number) {
      keys.push_back({one.sheet, number});
      if (keys.size() == kMovementsAtOnce) count();
    }
  }
  count();
}

// Up to when every movement is counted, when those under all seals are. Nothing while none was ever sealed
// and some wait.
std::optional<Instant> counted_until(const db::SealedUntil& sealed, Instant now) {
  if (sealed.is_everything) return now;
  if (sealed.seal > 0) return sealed.at;
  return std::nullopt;
}

// Whole seals, until they hold enough.
void keep_first_seals(std::vector<db::SealedStretch>& stretches, std::int64_t movements_max) {
  std::int64_t movements = 0;
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const bool is_next_seal = i > 0 && stretches[i].seal != stretches[i - 1].seal;
    if (is_next_seal && movements >= movements_max) return stretches.resize(i);
    movements += stretches[i].until - stretches[i].after;
  }
}

}  // namespace

std::vector<BillDay> days_to_draw(db::Tx& tx, const DaySpan& span) {
  const auto drawn = db::drawn_sales(tx, span);
  std::vector<BillDay> days;
  for (const auto& [day, mark] : db::mark_sales(tx, span)) {
    const auto found = drawn.find(day);
    if (found == drawn.end() || found->second != mark) days.push_back(day);
  }
  std::reverse(days.begin(), days.end());
  return days;
}

// The mark is read first: what is booked between the two reads is counted now and makes the day differ from
// its mark, so that it is drawn once more.
bool draw_sales_day(db::Tx& tx, BillDay day) {
  if (!db::lock_statistic_place(tx)) return false;
  const DaySpan span{day, day};
  const db::SalesMark mark = db::mark_sales(tx, span)[day];
  StatisticCells cells;
  db::count_sales(tx, day, cells);
  db::count_refunds(tx, day, cells);
  db::replace_statistic_day(tx, Figure::sales, day, cells);
  db::save_sales_mark(tx, day, mark);
  return true;
}

void note_sales_drawn(db::Tx& tx, Instant now, Looked looked) {
  auto place = db::lock_statistic_place(tx);
  if (!place) return;
  if (!place->sales_as_of && looked == Looked::at_some_days) return;
  place->sales_as_of = std::max(place->sales_as_of.value_or(now), now);
  db::save_statistic_place(tx, *place);
}

bool fold_sealed_movements(db::Tx& tx, Instant now, int movements_max) {
  auto place = db::lock_statistic_place(tx);
  if (!place) return false;
  const db::SealedUntil sealed = db::sealed_until(tx);
  auto stretches = db::read_sealed_stretches(tx, place->last_seal, kSealsAtOnce);
  keep_first_seals(stretches, movements_max);
  StatisticCells cells;
  count_stretches(tx, stretches, cells);
  db::add_to_statistic_days(tx, cells);
  if (!stretches.empty()) place->last_seal = stretches.back().seal;
  const bool is_at_end = place->last_seal >= sealed.seal;
  const auto until = is_at_end ? counted_until(sealed, now) : std::nullopt;
  if (until) place->ledger_as_of = std::max(place->ledger_as_of.value_or(*until), *until);
  db::save_statistic_place(tx, *place);
  return !is_at_end;
}

}  // namespace fenrun::flows
