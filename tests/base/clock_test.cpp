#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

Instant at(std::int64_t micros) { return Instant{microseconds{micros}}; }

TEST(ClockTest, rfc3339_is_printed_in_business_time) {
  EXPECT_EQ(to_rfc3339(at(0)), "1970-01-01T08:00:00+08:00");
  EXPECT_EQ(to_rfc3339(at(1)), "1970-01-01T08:00:00.000001+08:00");
  EXPECT_EQ(to_rfc3339(at(1'709'164'800'000'000)), "2024-02-29T08:00:00+08:00");
  EXPECT_EQ(to_rfc3339(at(-1)), "1970-01-01T07:59:59.999999+08:00");
  EXPECT_EQ(to_rfc3339_ms(at(123'456)), "1970-01-01T08:00:00.123+08:00");
}

TEST(ClockTest, rfc3339_is_read_with_any_offset) {
  const struct {
    const char* text;
    std::optional<Instant> expected;
  } cases[] = {
      {"1970-01-01T08:00:00+08:00", at(0)},
      {"1970-01-01T00:00:00Z", at(0)},
      {"1969-12-31T23:30:00.5-00:30", at(500'000)},
      {"1970-01-01T00:00:00.123456789Z", at(123'456)},
      {"2024-02-29T00:00:00Z", at(1'709'164'800'000'000)},
      {"2023-02-29T00:00:00Z", std::nullopt},
      {"1970-01-01T24:00:00Z", std::nullopt},
      {"1970-01-01T00:60:00Z", std::nullopt},
      {"1970-01-01T00:00:00", std::nullopt},
      {"1970-01-01T00:00:00.Z", std::nullopt},
      {"1970-01-01T00:00:00.1234567890Z", std::nullopt},
      {"1970-01-01T00:00:00Z ", std::nullopt},
      {"1970-1-01T00:00:00Z", std::nullopt},
      {"1970-01-01 00:00:00Z", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& test : cases) EXPECT_EQ(parse_rfc3339(test.text), test.expected) << test.text;
}

TEST(ClockTest, sql_text_is_utc_and_round_trips) {
  EXPECT_EQ(to_sql_text(at(1'709'164'800'000'007)), "2024-02-29 00:00:00.000007");
  EXPECT_EQ(parse_sql_text("2024-02-29 00:00:00.000007"), at(1'709'164'800'000'007));
  EXPECT_EQ(parse_sql_text("2024-02-29 00:00:00"), at(1'709'164'800'000'000));
  EXPECT_EQ(parse_sql_text("2024-02-29T00:00:00"), std::nullopt);
  EXPECT_EQ(parse_sql_text("2024-02-29 00:00:00.0000001"), std::nullopt);
}

TEST(ClockTest, manual_clock_moves_only_when_told_and_steady_never_goes_back) {
  ManualClock clock(at(1'000'000));
  EXPECT_EQ(clock.now(), at(1'000'000));
  const auto start = clock.steady();
  clock.advance(seconds{2});
  EXPECT_EQ(clock.now(), at(3'000'000));
  EXPECT_EQ(clock.steady() - start, seconds{2});
  clock.set(at(0));
  EXPECT_EQ(clock.now(), at(0));
  EXPECT_EQ(clock.steady() - start, seconds{2});
}

}  // namespace
}  // namespace fenrun
