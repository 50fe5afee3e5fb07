#include "domain/statistics/statistics.hpp"

#include "base/assert.hpp"

namespace fenrun {
namespace {

using std::chrono::days;

constexpr days kSpanMax{1096};      // three years
constexpr days kSpanByDayMax{366};  // one

}  // namespace

std::string_view to_word(Figure figure) {
  switch (figure) {
    case Figure::sales:
      return "sales";
    case Figure::commissions:
      return "commissions";
    case Figure::payouts:
      return "payouts";
  }
  FENRUN_UNREACHABLE("figure");
}

std::string_view to_word(Dimension dimension) {
  switch (dimension) {
    case Dimension::total:
      return "total";
    case Dimension::dealer:
      return "dealer";
    case Dimension::tier:
      return "tier";
    case Dimension::product:
      return "product";
    case Dimension::region:
      return "region";
  }
  FENRUN_UNREACHABLE("dimension");
}

std::string_view to_word(Step step) {
  switch (step) {
    case Step::day:
      return "day";
    case Step::week:
      return "week";
    case Step::month:
      return "month";
  }
  FENRUN_UNREACHABLE("step");
}

Sums& Sums::operator+=(const Sums& other) {
  items += other.items;
  gross.value += other.gross.value;
  reductions += other.reductions;
  reduced.value += other.reduced.value;
  return *this;
}

Sums& Sums::operator-=(const Sums& other) {
  items -= other.items;
  gross.value -= other.gross.value;
  reductions -= other.reductions;
  reduced.value -= other.reduced.value;
  return *this;
}

int day_number(BillDay day) {
  const std::chrono::year_month_day date{day};
  return static_cast<int>(date.year()) * 10'000 +
         static_cast<int>(static_cast<unsigned>(date.month()) * 100 + static_cast<unsigned>(date.day()));
}

BillDay day_from_number(int number) {
  return std::chrono::year(number / 10'000) / (number / 100 % 100) / (number % 100);
}

void StatisticCells::add(const Happening& it) {
  add(it.figure, Dimension::total, it.day, 0, it.sums);
  add(it.figure, Dimension::dealer, it.day, it.dealer, it.sums);
  add(it.figure, Dimension::tier, it.day, it.tier, it.sums);
  add(it.figure, Dimension::region, it.day, it.province, it.sums);
}

void StatisticCells::add(Figure figure, Dimension dimension, BillDay day, std::int64_t subject,
                         const Sums& sums) {
  cells_[{figure, dimension, day_number(day), subject}] += sums;
}

Done check_span(const DaySpan& span, Step step) {
  const days most = step == Step::day ? kSpanByDayMax : kSpanMax;
  if (span.to < span.from || span.to - span.from >= most) return kStatisticSpanInvalid;
  return {};
}

BillDay step_start(BillDay day, Step step) {
  switch (step) {
    case Step::day:
      return day;
    case Step::week:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case Step::month: {
      const std::chrono::year_month_day date{day};
      return date.year() / date.month() / 1;
    }
  }
  FENRUN_UNREACHABLE("step");
}

std::vector<BillDay> steps_of(const DaySpan& span, Step step) {
  std::vector<BillDay> starts;
  for (BillDay day = span.from; day <= span.to; day += days(1)) {
    const BillDay start = step_start(day, step);
    if (starts.empty() || starts.back() != start) starts.push_back(start);
  }
  return starts;
}

}  // namespace fenrun
