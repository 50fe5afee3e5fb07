// Figures by day in China (UTC+8): what is counted, by whom it is grouped, and the steps of a chart.
// docs/statistics.md says what each figure means.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/money.hpp"
#include "domain/reconciliation/bill_day.hpp"

namespace fenrun {

inline constexpr ErrorCode kStatisticSpanInvalid{
    ErrorKind::invalid, "statistics.span_invalid",
    "起止日期须为先后顺序，且不超过三年；按日查看不超过 366 天",
    "The days must be in order and at most three years apart, 366 days by day"};
inline constexpr ErrorCode kStatisticNotDrawn{ErrorKind::not_found, "statistics.not_drawn",
                                              "统计尚未生成，请稍后再试",
                                              "The figures have not been drawn yet; try again in a minute"};
inline constexpr ErrorCode kStatisticNotGrouped{ErrorKind::invalid, "statistics.not_grouped",
                                                "打款只能按经销商分组", "Payouts are grouped by dealer only"};

enum class Figure { sales, commissions, payouts };
enum class Dimension { total, dealer, tier, product, region };
inline constexpr Dimension kDimensions[] = {Dimension::total, Dimension::dealer, Dimension::tier,
                                            Dimension::product, Dimension::region};
enum class Step { day, week, month };

std::string_view to_word(Figure figure);
std::string_view to_word(Dimension dimension);
std::string_view to_word(Step step);

// Orders and what was paid for them, less refunds; commissions earned, less what was taken back; payouts.
struct Sums {
  std::int64_t items = 0;
  Fen gross;
  std::int64_t reductions = 0;
  Fen reduced;

  [[nodiscard]] Fen net() const { return Fen{gross.value - reduced.value}; }
  [[nodiscard]] bool is_empty() const { return items == 0 && reductions == 0; }
  Sums& operator+=(const Sums& other);
  Sums& operator-=(const Sums& other);
  friend bool operator==(const Sums&, const Sums&) = default;
};

// year × 10,000 + month × 100 + day, and back.
int day_number(BillDay day);
BillDay day_from_number(int number);

// What one thing that happened adds to the figures of its day.
struct Happening {
  Figure figure = Figure::sales;
  BillDay day;
  std::int64_t dealer = 0;
  std::int64_t tier = 0;
  std::int64_t province = 0;
  Sums sums;
};

// Figures by day and subject, added up in memory.
class StatisticCells {
 public:
  using Key = std::tuple<Figure, Dimension, int, std::int64_t>;  // day as a number, subject

  // To the total, the dealer, the tier and the province.
  void add(const Happening& happening);
  void add(Figure figure, Dimension dimension, BillDay day, std::int64_t subject, const Sums& sums);
  [[nodiscard]] const std::map<Key, Sums>& cells() const { return cells_; }

 private:
  std::map<Key, Sums> cells_;
};

struct DaySpan {
  BillDay from;
  BillDay to;  // part of it

  friend bool operator==(const DaySpan&, const DaySpan&) = default;
};
// Refuses with kStatisticSpanInvalid.
Done check_span(const DaySpan& span, Step step);

// Where the step begins that the day is in: weeks begin on Monday.
BillDay step_start(BillDay day, Step step);
// Of every step that the span touches, in order.
std::vector<BillDay> steps_of(const DaySpan& span, Step step);

}  // namespace fenrun
