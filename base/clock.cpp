#include "base/clock.hpp"

#include <cstdio>

namespace fenrun {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::hours kBusinessOffset{8};

struct Civil {
  int year;
  unsigned month;
  unsigned day;
  std::int64_t hour;
  std::int64_t minute;
  std::int64_t second;
  std::int64_t micros;
};

Civil civil_of(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          time.hours().count(),
          time.minutes().count(),
          time.seconds().count(),
          time.subseconds().count()};
}

// Writes `width` digits of the number, and returns what follows them.
char* put_digits(char* place, std::int64_t number, int width) {
  for (int i = width; i-- > 0; number /= 10) place[i] = static_cast<char>('0' + number % 10);
  return place + width;
}

// "2026-11-21?10:00:00" with the given separator. Written by hand where it can be: every movement's hash and
// every time that is sent to the database asks for it.
std::string date_and_time(const Civil& civil, char separator) {
  char text[64];
  if (civil.year >= 0 && civil.year <= 9999) {
    char* place = put_digits(text, civil.year, 4);
    *place++ = '-';
    place = put_digits(place, civil.month, 2);
    *place++ = '-';
    place = put_digits(place, civil.day, 2);
    *place++ = separator;
    place = put_digits(place, civil.hour, 2);
    *place++ = ':';
    place = put_digits(place, civil.minute, 2);
    *place++ = ':';
    place = put_digits(place, civil.second, 2);
    return {text, place};
  }
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02u%c%02lld:%02lld:%02lld", civil.year,
                                 civil.month, civil.day, separator, static_cast<long long>(civil.hour),
                                 static_cast<long long>(civil.minute), static_cast<long long>(civil.second));
  return {text, static_cast<std::size_t>(size)};
}

std::string digits(std::int64_t value, int width) {
  std::string text(static_cast<std::size_t>(width), '0');
  for (auto place = text.rbegin(); place != text.rend(); ++place, value /= 10) {
    *place = static_cast<char>('0' + value % 10);
  }
  return text;
}

// Reads a timestamp from the left; every step fails for good once one has failed.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int number(std::size_t width) {
    if (!good_ || rest_.size() < width) return fail();
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    return value;
  }

  // One of the characters of `accepted`, or 0.
  char one_of(std::string_view accepted) {
    if (!good_ || rest_.empty() || accepted.find(rest_.front()) == std::string_view::npos)
      return char(fail());
    const char found = rest_.front();
    rest_.remove_prefix(1);
    return found;
  }

  // Optional ".ddd", cut to microseconds.
  microseconds fraction(std::size_t digits_max) {
    if (!good_ || rest_.empty() || rest_.front() != '.') return microseconds{0};
    rest_.remove_prefix(1);
    std::size_t count = 0;
    std::int64_t value = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1), ++count) {
      if (count < 6) value = value * 10 + (rest_.front() - '0');
    }
    if (count == 0 || count > digits_max) fail();
    for (std::size_t place = count; place < 6; ++place) value *= 10;
    return microseconds{value};
  }

  Instant date_and_time(std::string_view separators) {
    const std::chrono::year year{number(4)};
    one_of("-");
    const std::chrono::month month{static_cast<unsigned>(number(2))};
    one_of("-");
    const std::chrono::day day{static_cast<unsigned>(number(2))};
    one_of(separators);
    const int hour = number(2);
    one_of(":");
    const int minute = number(2);
    one_of(":");
    const int second = number(2);
    const auto date = year / month / day;
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) fail();
    if (!good_) return {};
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
  }

  std::chrono::minutes offset() {
    const char sign = one_of("Zz+-");
    if (sign == 'Z' || sign == 'z') return std::chrono::minutes{0};
    const int hour = number(2);
    one_of(":");
    const int minute = number(2);
    if (hour > 23 || minute > 59) fail();
    return std::chrono::minutes{(sign == '-' ? -1 : 1) * (hour * 60 + minute)};
  }

  [[nodiscard]] bool at_end() const { return good_ && rest_.empty(); }

 private:
  int fail() {
    good_ = false;
    return 0;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::steady() const { return std::chrono::steady_clock::now(); }

ManualClock::ManualClock(Instant start) : micros_(start.time_since_epoch().count()) {}

Instant ManualClock::now() const { return Instant{microseconds{micros_.load()}}; }

std::chrono::steady_clock::time_point ManualClock::steady() const {
  return std::chrono::steady_clock::time_point{microseconds{steady_micros_.load()}};
}

void ManualClock::advance(microseconds step) {
  micros_ += step.count();
  if (step.count() > 0) steady_micros_ += step.count();
}

void ManualClock::set(Instant instant) {
  const std::int64_t before = micros_.exchange(instant.time_since_epoch().count());
  const std::int64_t step = instant.time_since_epoch().count() - before;
  if (step > 0) steady_micros_ += step;
}

std::string to_rfc3339(Instant instant) {
  const Civil civil = civil_of(instant + kBusinessOffset);
  std::string text = date_and_time(civil, 'T');
  if (civil.micros != 0) text += "." + digits(civil.micros, 6);
  return text + "+08:00";
}

std::string to_rfc3339_ms(Instant instant) {
  const Civil civil = civil_of(instant + kBusinessOffset);
  return date_and_time(civil, 'T') + "." + digits(civil.micros / 1000, 3) + "+08:00";
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  Reader reader(text);
  const Instant local = reader.date_and_time("Tt");
  const microseconds fraction = reader.fraction(9);
  const std::chrono::minutes offset = reader.offset();
  if (!reader.at_end()) return std::nullopt;
  return local + fraction - offset;
}

std::string to_sql_text(Instant instant) {
  const Civil civil = civil_of(instant);
  return date_and_time(civil, ' ') + "." + digits(civil.micros, 6);
}

std::optional<Instant> parse_sql_text(std::string_view text) {
  Reader reader(text);
  const Instant instant = reader.date_and_time(" ");
  const microseconds fraction = reader.fraction(6);
  if (!reader.at_end()) return std::nullopt;
  return instant + fraction;
}

}  // namespace fenrun
