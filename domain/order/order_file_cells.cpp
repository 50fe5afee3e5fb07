// Amounts and times as people and spreadsheets write them.
#include <charconv>
#include <cstdio>

#include "domain/order/order_file.hpp"

namespace fenrun {
namespace {

constexpr std::chrono::hours kBeijingAhead{8};

bool are_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::int64_t number_of_digits(std::string_view digits) {
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// "1,234,567" to "1234567"; groups of other sizes are no thousands.
std::optional<std::string> without_thousands(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return std::string(text);
  std::string plain(text.substr(0, text.find(',')));
  if (plain.empty() || plain.size() > 3) return std::nullopt;
  for (text.remove_prefix(plain.size()); !text.empty(); text.remove_prefix(4)) {
    if (text.size() < 4 || text.front() != ',') return std::nullopt;
    plain += text.substr(1, 3);
  }
  return plain;
}

struct ClockParts {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// Takes one to `digits_max` digits off the front.
bool take_number(std::string_view& text, std::size_t digits_max, int& value) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < digits_max && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0) return false;
  value = static_cast<int>(number_of_digits(text.substr(0, digits)));
  text.remove_prefix(digits);
  return true;
}

bool take_char(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<ClockParts> read_clock(std::string_view text) {
  ClockParts parts;
  if (!take_number(text, 4, parts.year) || text.empty()) return std::nullopt;
  const char between = text.front();
  if (between != '-' && between != '/' && between != '.') return std::nullopt;
  if (!take_char(text, between) || !take_number(text, 2, parts.month) || !take_char(text, between) ||
      !take_number(text, 2, parts.day)) {
    return std::nullopt;
  }
  if (text.empty()) return parts;
  if (!take_char(text, ' ') && !take_char(text, 'T')) return std::nullopt;
  if (!take_number(text, 2, parts.hour) || !take_char(text, ':') || !take_number(text, 2, parts.minute)) {
    return std::nullopt;
  }
  if (take_char(text, ':') && !take_number(text, 2, parts.second)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return parts;
}

std::optional<Instant> instant_of(const ClockParts& parts) {
  const std::chrono::year_month_day date{std::chrono::year(parts.year),
                                         std::chrono::month(static_cast<unsigned>(parts.month)),
                                         std::chrono::day(static_cast<unsigned>(parts.day))};
  if (!date.ok() || parts.year < 2000 || parts.year > 2200 || parts.hour > 23 || parts.minute > 59 ||
      parts.second > 59) {
    return std::nullopt;
  }
  return Instant{std::chrono::sys_days(date)} + std::chrono::hours(parts.hour) - kBeijingAhead +
         std::chrono::minutes(parts.minute) + std::chrono::seconds(parts.second);
}

// Days since the end of 1899 and a fraction of one, to the second.
std::optional<Instant> instant_of_days(std::string_view text, bool counts_from_1904) {
  const auto point = std::min(text.find('.'), text.size());
  const auto whole = text.substr(0, point);
  const auto fraction = text.substr(std::min(point + 1, text.size()), 15);
  if (!are_digits(whole) || whole.size() > 6 || (!fraction.empty() && !are_digits(fraction))) {
    return std::nullopt;
  }
  std::int64_t scale = 1;
  for (std::size_t i = 0; i < fraction.size(); ++i) scale *= 10;
  const std::int64_t days = number_of_digits(whole);
  // 86,400 times at most fifteen digits stays below 2^63; half up.
  const std::int64_t part = fraction.empty() ? 0 : number_of_digits(fraction);
  const std::int64_t seconds = (part * 86'400 + scale / 2) / scale;
  using std::chrono::year;
  const auto zero = counts_from_1904 ? std::chrono::sys_days(year{1904} / 1 / 1)
                                     : std::chrono::sys_days(year{1899} / 12 / 30);
  const Instant at = Instant{zero + std::chrono::days(days)} + std::chrono::seconds(seconds) - kBeijingAhead;
  if (at < Instant{std::chrono::sys_days(year{2000} / 1 / 1)}) return std::nullopt;
  return at;
}

}  // namespace

std::optional<Fen> yuan_in_cell(std::string_view text) {
  for (const std::string_view sign : {"￥", "¥", "元"}) {
    if (text.starts_with(sign)) text.remove_prefix(sign.size());
    if (text.ends_with(sign)) text.remove_suffix(sign.size());
  }
  const auto point = std::min(text.find('.'), text.size());
  const auto whole = without_thousands(text.substr(0, point));
  auto decimals = text.substr(std::min(point + 1, text.size()));
  if (point < text.size() && decimals.empty()) return std::nullopt;
  while (decimals.size() > 2 && decimals.back() == '0') decimals.remove_suffix(1);
  if (!whole || !are_digits(*whole) || whole->size() > 10 || decimals.size() > 2) return std::nullopt;
  if (!decimals.empty() && !are_digits(decimals)) return std::nullopt;
  const std::int64_t fen =
      decimals.empty() ? 0 : number_of_digits(decimals) * (decimals.size() == 1 ? 10 : 1);
  return Fen{number_of_digits(*whole) * 100 + fen};
}

std::optional<Instant> time_in_cell(const TableCell& cell, bool counts_days_from_1904) {
  if (cell.is_number) return instant_of_days(cell.text, counts_days_from_1904);
  if (const auto exact = parse_rfc3339(cell.text)) return exact;
  const auto parts = read_clock(cell.text);
  if (!parts) return std::nullopt;
  return instant_of(*parts);
}

}  // namespace fenrun
