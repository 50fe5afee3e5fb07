#include "wechat/emulator/core/pay/beijing_time.hpp"

#include <charconv>

namespace fenrun::emulator::pay {
namespace {

constexpr std::chrono::hours kOffset{8};

std::string padded_number(std::int64_t number, std::size_t width) {
  auto digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

std::optional<int> read_day_digits(std::string_view text) {
  int number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string join_date(Day day, std::string_view separator) {
  const std::chrono::year_month_day date(day);
  std::string text = padded_number(static_cast<int>(date.year()), 4);
  text += separator;
  text += padded_number(static_cast<unsigned>(date.month()), 2);
  text += separator;
  text += padded_number(static_cast<unsigned>(date.day()), 2);
  return text;
}

}  // namespace

Day day_of(Instant instant) {
  return Day(std::chrono::floor<std::chrono::days>(instant + kOffset).time_since_epoch());
}

Instant start_of(Day day) { return Instant(day.time_since_epoch()) - kOffset; }

Day month_of(Day day) {
  const std::chrono::year_month_day date(day);
  return Day(date.year() / date.month() / 1);
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = read_day_digits(text.substr(0, 4));
  const auto month = read_day_digits(text.substr(5, 2));
  const auto day = read_day_digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const auto date = std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month)) /
                    std::chrono::day(static_cast<unsigned>(*day));
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::string to_text(Day day) { return join_date(day, "-"); }

std::string to_digits(Day day) { return join_date(day, ""); }

std::string to_bill_time(Instant instant) {
  const auto day = day_of(instant);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - start_of(day)));
  return to_text(day) + " " + padded_number(time.hours().count(), 2) + ":" +
         padded_number(time.minutes().count(), 2) + ":" + padded_number(time.seconds().count(), 2);
}

}  // namespace fenrun::emulator::pay
