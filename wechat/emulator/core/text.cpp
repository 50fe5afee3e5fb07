#include "wechat/emulator/core/text.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace fenrun::emulator {
namespace {

bool is_of(std::string_view text, std::string_view symbols) {
  return std::all_of(text.begin(), text.end(), [symbols](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && (std::isalnum(byte) != 0 || symbols.find(c) != std::string_view::npos);
  });
}

struct Sequence {
  std::size_t length;
  char32_t lead_bits;
  char32_t smallest;
};

std::optional<Sequence> sequence_of(unsigned char lead) {
  if (lead < 0x80) return Sequence{1, lead, 0};
  if (lead >= 0xc2 && lead < 0xe0) return Sequence{2, lead & 0x1fU, 0x80};
  if (lead >= 0xe0 && lead < 0xf0) return Sequence{3, lead & 0x0fU, 0x800};
  if (lead >= 0xf0 && lead < 0xf5) return Sequence{4, lead & 0x07U, 0x10000};
  return std::nullopt;
}

bool is_single_time(const std::string& text) {
  static const std::regex kShape(
      R"(^(\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})( ?([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?|([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)$)");
  return std::regex_match(text, kShape);
}

}  // namespace

std::optional<std::u32string> decode_utf8(std::string_view text) {
  std::u32string decoded;
  for (std::size_t i = 0; i < text.size();) {
    const auto sequence = sequence_of(static_cast<unsigned char>(text[i]));
    if (!sequence || i + sequence->length > text.size()) return std::nullopt;
    char32_t character = sequence->lead_bits;
    for (std::size_t k = 1; k < sequence->length; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      if ((byte & 0xc0U) != 0x80U) return std::nullopt;
      character = (character << 6U) | (byte & 0x3fU);
    }
    const bool is_surrogate = character >= 0xd800 && character <= 0xdfff;
    if (character < sequence->smallest || character > 0x10ffff || is_surrogate) return std::nullopt;
    decoded.push_back(character);
    i += sequence->length;
  }
  return decoded;
}

bool is_scene_text(std::string_view text) { return is_of(text, "!#$&'()*+,/:;=?@-._~"); }

bool is_query_text(std::string_view text) { return is_of(text, "!#$&'()*+,/:;=?@-._~%"); }

bool is_time_text(std::string_view text) {
  if (text.size() > 100) return false;
  const auto middle = text.find('~');
  if (middle == std::string_view::npos) return is_single_time(std::string(text));
  return is_single_time(std::string(text.substr(0, middle))) &&
         is_single_time(std::string(text.substr(middle + 1)));
}

}  // namespace fenrun::emulator
