#include "wechat/http/date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace fenrun::wechat {
namespace {

constexpr std::array<std::string_view, 12> kDateMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
// Where a digit is 0 and a letter is a.
constexpr std::string_view kDateShape = "aaa, 00 aaa 0000 00:00:00 GMT";

bool has_date_shape(std::string_view text) {
  return std::equal(text.begin(), text.end(), kDateShape.begin(), kDateShape.end(), [](char c, char shape) {
    if (shape == '0') return c >= '0' && c <= '9';
    return shape == 'a' || c == shape;
  });
}

// The shape has been looked at: these are digits.
unsigned digits_at(std::string_view text, std::size_t from, std::size_t count) {
  unsigned number = 0;
  std::from_chars(text.data() + from, text.data() + from + count, number);
  return number;
}

}  // namespace

std::optional<Instant> read_http_date(std::string_view text) {
  if (!has_date_shape(text)) return std::nullopt;
  const auto* const month = std::find(kDateMonths.begin(), kDateMonths.end(), text.substr(8, 3));
  if (month == kDateMonths.end()) return std::nullopt;
  const auto number = static_cast<unsigned>(month - kDateMonths.begin()) + 1;
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(digits_at(text, 12, 4))),
                                        std::chrono::month(number), std::chrono::day(digits_at(text, 5, 2))};
  const unsigned hours = digits_at(text, 17, 2);
  const unsigned minutes = digits_at(text, 20, 2);
  const unsigned seconds = digits_at(text, 23, 2);
  if (!day.ok() || hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
  return Instant(std::chrono::sys_days(day)) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds);
}

}  // namespace fenrun::wechat
