// Days and times as bills and limits of WeChat Pay know them: by the clock of Beijing, which is UTC+8 all
// year.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace fenrun::emulator::pay {

// A day in Beijing.
using Day = std::chrono::local_days;

Day day_of(Instant instant);
Instant start_of(Day day);
// The first day of the day's month.
Day month_of(Day day);

// "2026-03-02"; nothing for any other form and for days that do not exist.
std::optional<Day> parse_day(std::string_view text);
std::string to_text(Day day);
// "20260302"
std::string to_digits(Day day);
// "2026-03-02 12:00:00", the time of a bill's row.
std::string to_bill_time(Instant instant);

}  // namespace fenrun::emulator::pay
