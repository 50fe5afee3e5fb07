#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

constexpr char32_t kReplacement = 0xfffd;

struct Character {
  std::size_t bytes;
  char32_t code_point;
};

// The smallest code point that needs so many bytes; a smaller one in as many bytes is an overlong form.
constexpr char32_t smallest_in(std::size_t bytes) { return bytes == 2 ? 0x80 : bytes == 3 ? 0x800 : 0x10000; }

Character read(std::string_view text) {
  if (text.empty()) return {0, kReplacement};
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {1, lead};
  const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {1, kReplacement};
  char32_t code_point = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xc0U) != 0x80U) return {1, kReplacement};
    code_point = (code_point << 6U) | (next & 0x3fU);
  }
  const bool is_surrogate = code_point >= 0xd800 && code_point <= 0xdfff;
  if (code_point < smallest_in(bytes) || code_point > 0x10ffff || is_surrogate) return {1, kReplacement};
  return {bytes, code_point};
}

}  // namespace

std::size_t first_character_bytes(std::string_view text) { return read(text).bytes; }

char32_t first_code_point(std::string_view text) { return read(text).code_point; }

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(read(text).bytes);
  return count;
}

std::string_view first_characters(std::string_view text, std::size_t characters_max) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < characters_max && end < text.size(); ++count)
    end += read(text.substr(end)).bytes;
  return text.substr(0, end);
}

}  // namespace fenrun::wechat
