#include "domain/text.hpp"

#include <algorithm>
#include <cstdint>

namespace fenrun {
namespace {

struct Lead {
  std::size_t bytes;       // of the whole sequence; 0: not a lead byte
  std::uint32_t bits;      // of the code point that the lead byte carries
  std::uint32_t code_min;  // a smaller value would be an overlong form
};

Lead read_lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xE0U) == 0xC0) return {2, byte & 0x1FU, 0x80};
  if ((byte & 0xF0U) == 0xE0) return {3, byte & 0x0FU, 0x800};
  if ((byte & 0xF8U) == 0xF0) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

// The bytes of the code point that `text` begins with; 0 when it is malformed.
std::size_t sequence_length(std::string_view text) {
  const Lead lead = read_lead(static_cast<unsigned char>(text.front()));
  if (lead.bytes == 0 || lead.bytes > text.size()) return 0;
  std::uint32_t code = lead.bits;
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80) return 0;
    code = (code << 6U) | (byte & 0x3FU);
  }
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < lead.code_min || code > 0x10FFFF || is_surrogate ? 0 : lead.bytes;
}

// U+0000..U+001F, U+007F and U+0080..U+009F, the last as their two bytes in UTF-8.
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

}  // namespace

std::optional<std::size_t> utf8_length(std::string_view text) {
  std::size_t characters = 0;
  while (!text.empty()) {
    const std::size_t bytes = sequence_length(text);
    if (bytes == 0) return std::nullopt;
    text.remove_prefix(bytes);
    ++characters;
  }
  return characters;
}

bool is_one_line(std::string_view text, std::size_t length_min, std::size_t length_max) {
  const auto length = utf8_length(text);
  if (!length || *length < length_min || *length > length_max) return false;
  if (has_control_character(text)) return false;
  return text.empty() || (text.front() != ' ' && text.back() != ' ');
}

bool is_text(std::string_view text, std::size_t bytes_max) {
  if (text.empty() || text.size() > bytes_max || !utf8_length(text)) return false;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F) return false;
  }
  return true;
}

std::string_view first_characters(std::string_view text, std::size_t length_max) {
  std::size_t bytes = 0;
  for (std::size_t characters = 0; characters < length_max && bytes < text.size(); ++characters) {
    bytes += std::max<std::size_t>(1, sequence_length(text.substr(bytes)));
  }
  return text.substr(0, bytes);
}

std::string mask_name(std::string_view name) {
  const std::size_t first = name.empty() ? 0 : sequence_length(name);
  return std::string(name.substr(0, first)) + "**";
}

}  // namespace fenrun
