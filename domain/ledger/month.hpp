// A calendar month in China (UTC+8), for statements.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace fenrun {

struct Period {
  Instant from;
  Instant until;  // not part of it

  friend bool operator==(const Period&, const Period&) = default;
};

inline constexpr ErrorCode kMonthInvalid{ErrorKind::invalid, "statement.month_invalid",
                                         "月份格式须为 2026-11", "The month must be written as 2026-11"};
inline constexpr ErrorCode kMonthInFuture{ErrorKind::refused, "statement.month_in_future", "该月尚未开始",
                                          "The month has not begun"};

// "2026-11"; nothing for any other form, and for years outside 2000..2999.
std::optional<Period> parse_month(std::string_view text);

Period month_of(Instant instant);
// Months as numbers, year × 100 + month.
int month_number(const Period& month);
std::string month_text(int month);  // 202611 → "2026-11"
Period day_of(Instant instant);

}  // namespace fenrun
