// What dealers will be paid in the days to come, and whether our money at WeChat lasts until then. A day's
// share of the available money is asked for, as in the days that are over; who has asked is paid at once, so
// that a shortage is foreseen too early rather than too late.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/money.hpp"
#include "domain/reconciliation/bill_day.hpp"

namespace fenrun {

inline constexpr int kForecastDays = 30;
inline constexpr int kForecastPastDays = 28;  // four of each weekday
// What is assumed of dealers who have had no money before: parts per million of it, each day.
inline constexpr std::int64_t kAskingUnknownPpm = 100'000;

// A day that is over, of all dealers together.
struct PayoutPast {
  Fen available;  // when it began
  Fen released;   // commissions that became available
  Fen asked;      // gross of the withdrawals asked for

  friend bool operator==(const PayoutPast&, const PayoutPast&) = default;
};

struct ForecastBasis {
  BillDay today;
  Fen available;  // now, of all dealers together
  Fen under_way;  // net of the withdrawals that are open
  Fen at_wechat;  // what our books hold in the operating account, locked for transfers or not
  std::vector<PayoutPast> past{};    // of the days before today
  std::vector<Fen> maturing{};       // [i]: commissions to be released on today + i
  std::int64_t net_ppm = 1'000'000;  // of what is asked for, after tax and fees
};

struct PayoutForecast {
  std::array<Fen, kForecastDays> paid{};  // [i]: on today + i
  std::int64_t asking_ppm = 0;            // of the money available in a day
  std::optional<BillDay> runs_dry_on;     // the first day that the operating account does not cover

  // Whole days from `today` on that the operating account covers; kForecastDays when it lasts longer.
  [[nodiscard]] int days_covered(BillDay today) const;
  // Σ of the first `days`.
  [[nodiscard]] Fen within(int days) const;
};

// Amounts are not negative.
PayoutForecast forecast_payouts(const ForecastBasis& basis);

}  // namespace fenrun
