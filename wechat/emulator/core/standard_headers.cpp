#include "wechat/emulator/core/standard_headers.hpp"

#include <array>
#include <string_view>

namespace fenrun::emulator {
namespace {

constexpr std::array<std::string_view, 7> kDayNames{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonthNames{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::string http_date(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
  std::string text(kDayNames[std::chrono::weekday(day).c_encoding()]);
  text.append(", ").append(two_digits(static_cast<unsigned>(date.day()))).append(" ");
  text.append(kMonthNames[static_cast<unsigned>(date.month()) - 1]).append(" ");
  text.append(std::to_string(static_cast<int>(date.year()))).append(" ");
  text.append(two_digits(time.hours().count())).append(":");
  text.append(two_digits(time.minutes().count())).append(":");
  return text.append(two_digits(time.seconds().count())).append(" GMT");
}

void add_standard_headers(Reply& reply, Instant now) {
  reply.headers.try_emplace("Server", "nginx");
  reply.headers.try_emplace("Date", http_date(now));
  reply.headers.try_emplace("Keep-Alive", "timeout=8");
}

}  // namespace fenrun::emulator
