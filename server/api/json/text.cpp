#include "server/api/json/text.hpp"

#include <cstdint>

namespace fenrun::server::json {
namespace {

struct Lead {
  std::size_t following;
  std::uint32_t bits;
  std::uint32_t least;  // the smallest code point that needs this many bytes
};

std::optional<Lead> read_lead(std::uint8_t byte) {
  if (byte < 0x80U) return Lead{0, byte, 0};
  if ((byte & 0xE0U) == 0xC0U) return Lead{1, byte & 0x1FU, 0x80};
  if ((byte & 0xF0U) == 0xE0U) return Lead{2, byte & 0x0FU, 0x800};
  if ((byte & 0xF8U) == 0xF0U) return Lead{3, byte & 0x07U, 0x10000};
  return std::nullopt;
}

// The code point at `at`, which moves behind it.
std::optional<std::uint32_t> next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = read_lead(static_cast<std::uint8_t>(text[at]));
  if (!lead || text.size() - at <= lead->following) return std::nullopt;
  std::uint32_t point = lead->bits;
  for (std::size_t i = 1; i <= lead->following; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[at + i]);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    point = (point << 6U) | (byte & 0x3FU);
  }
  const bool surrogate = point >= 0xD800U && point <= 0xDFFFU;
  if (point < lead->least || surrogate || point > 0x10FFFFU) return std::nullopt;
  at += lead->following + 1;
  return point;
}

}  // namespace

std::optional<std::size_t> count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    if (!next_code_point(text, at)) return std::nullopt;
  }
  return count;
}

bool has_control_characters(std::string_view text, bool lines) {
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (!point) return true;
    const bool line = *point == '\n' || *point == '\t';
    if (lines && line) continue;
    if (*point < 0x20U || (*point >= 0x7FU && *point < 0xA0U)) return true;
  }
  return false;
}

}  // namespace fenrun::server::json
