#include "domain/ledger/month.hpp"

#include <algorithm>
#include <chrono>

namespace fenrun {
namespace {

using std::chrono::days;
using std::chrono::year_month;

constexpr std::chrono::hours kChinaOffset{8};

Period period_of(year_month month) {
  const std::chrono::sys_days first{month / 1};
  const std::chrono::sys_days next{(month + std::chrono::months(1)) / 1};
  return {first - kChinaOffset, next - kChinaOffset};
}

int number_in(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::optional<Period> parse_month(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const std::string_view year = text.substr(0, 4);
  const std::string_view month = text.substr(5);
  if (!std::ranges::all_of(year, is_digit) || !std::ranges::all_of(month, is_digit)) return std::nullopt;
  if (year[0] != '2' || number_in(month) < 1 || number_in(month) > 12) return std::nullopt;
  return period_of(std::chrono::year(number_in(year)) / number_in(month));
}

Period month_of(Instant instant) {
  const std::chrono::year_month_day day{std::chrono::floor<days>(instant + kChinaOffset)};
  return period_of(day.year() / day.month());
}

int month_number(const Period& month) {
  const std::chrono::year_month_day day{std::chrono::floor<days>(month.from + kChinaOffset)};
  return static_cast<int>(day.year()) * 100 + static_cast<int>(static_cast<unsigned>(day.month()));
}

std::string month_text(int month) {
  std::string text = std::to_string(month);
  return text.insert(text.size() - 2, 1, '-');
}

Period day_of(Instant instant) {
  const auto day = std::chrono::floor<days>(instant + kChinaOffset);
  return {day - kChinaOffset, day + days(1) - kChinaOffset};
}

}  // namespace fenrun
