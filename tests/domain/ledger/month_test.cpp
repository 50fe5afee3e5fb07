#include "domain/ledger/month.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

Instant utc(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(MonthTest, a_month_is_the_calendar_month_in_china) {
  struct Case {
    const char* text;
    const char* from;  // "": not a month
    const char* until;
  };
  const Case cases[] = {
      {"2026-11", "2026-11-01T00:00:00+08:00", "2026-12-01T00:00:00+08:00"},
      {"2026-12", "2026-12-01T00:00:00+08:00", "2027-01-01T00:00:00+08:00"},
      {"2028-02", "2028-02-01T00:00:00+08:00", "2028-03-01T00:00:00+08:00"},
      {"2026-00", "", ""},
      {"2026-13", "", ""},
      {"1999-12", "", ""},
      {"3000-01", "", ""},
      {"2026-1", "", ""},
      {"2026/11", "", ""},
      {"2026-1x", "", ""},
      {"", "", ""},
  };
  for (const Case& c : cases) {
    const auto period = parse_month(c.text);
    ASSERT_EQ(period.has_value(), *c.from != '\0') << c.text;
    if (!period) continue;
    EXPECT_EQ(*period, (Period{utc(c.from), utc(c.until)})) << c.text;
  }
}

TEST(MonthTest, midnight_belongs_to_the_new_day_and_month) {
  const Instant midnight = utc("2026-12-01T00:00:00+08:00");
  EXPECT_EQ(month_of(midnight), parse_month("2026-12"));
  EXPECT_EQ(month_of(midnight - std::chrono::microseconds(1)), parse_month("2026-11"));
  EXPECT_EQ(day_of(midnight), (Period{midnight, midnight + std::chrono::hours(24)}));
  EXPECT_EQ(day_of(midnight - std::chrono::microseconds(1)).until, midnight);
}

}  // namespace
}  // namespace fenrun
