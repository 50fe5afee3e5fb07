// Ids of rows as the API writes them: decimal digits in a string, because JavaScript loses integers above
// 2^53.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fenrun::server::json {

// 1 to 2^63 - 1 in its only spelling: no sign, no leading zero.
inline std::optional<std::int64_t> parse_row_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace fenrun::server::json
