#include "domain/reconciliation/bill_day.hpp"

#include <algorithm>

namespace fenrun {
namespace {

using std::chrono::days;

constexpr std::chrono::hours kBillsZone{8};
constexpr std::chrono::hours kBillsReady{10};  // of the next day
constexpr days kBillsKept{89};                 // three months are never less

int digits_of(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

}  // namespace

std::optional<BillDay> parse_bill_day(std::string_view text) {
  if (text.size() != 10 || text[0] != '2') return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 4 || i == 7;
    if (is_dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return std::nullopt;
  }
  const std::chrono::year_month_day day{
      std::chrono::year(digits_of(text.substr(0, 4))),
      std::chrono::month(static_cast<unsigned>(digits_of(text.substr(5, 2)))),
      std::chrono::day(static_cast<unsigned>(digits_of(text.substr(8, 2))))};
  if (!day.ok()) return std::nullopt;
  return BillDay{day};
}

std::string bill_day_text(BillDay day) {
  const std::chrono::year_month_day parts{day};
  return std::to_string(static_cast<int>(parts.year())) + "-" +
         two_digits(static_cast<unsigned>(parts.month())) + "-" +
         two_digits(static_cast<unsigned>(parts.day()));
}

BillDay bill_day_of(Instant instant) { return std::chrono::floor<days>(instant + kBillsZone); }

Period hours_of(BillDay day) { return {day - kBillsZone, day + days(1) - kBillsZone}; }

BillDay newest_bill_day(Instant now) { return bill_day_of(now - kBillsReady) - days(1); }

bool is_bill_forgotten(BillDay day, Instant now) { return day + kBillsKept < bill_day_of(now); }

Done check_bill_day(BillDay day, Instant now) {
  if (day > newest_bill_day(now)) return kBillDayNotOver;
  if (is_bill_forgotten(day, now)) return kBillDayTooOld;
  return {};
}

}  // namespace fenrun
