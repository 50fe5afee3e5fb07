#include "wechat/json_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

// What may stand in a string as it is. Bytes above 127 are looked at afterwards.
constexpr std::array<bool, 256> make_plain_bytes() {
  std::array<bool, 256> plain{};
  for (std::size_t byte = 0x20; byte < plain.size(); ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}
constexpr std::array<bool, 256> kPlainBytes = make_plain_bytes();

std::size_t count_plain_bytes(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && kPlainBytes[static_cast<unsigned char>(text[count])]) ++count;
  return count;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t size = first_character_bytes(text);
    if (size < 2) return false;  // a stray byte
    text.remove_prefix(size);
  }
  return true;
}

std::optional<std::uint32_t> take_four_hex_digits(std::string_view& rest) {
  if (rest.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : rest.substr(0, 4)) {
    const auto lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9') {
      value = value * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  rest.remove_prefix(4);
  return value;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [point](unsigned shift) { return static_cast<char>(0x80U | (point >> shift & 0x3FU)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0U | point >> 6U);
    out += tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0U | point >> 12U);
    out += tail(6);
    out += tail(0);
  } else {
    out += static_cast<char>(0xF0U | point >> 18U);
    out += tail(12);
    out += tail(6);
    out += tail(0);
  }
}

// After "\u": one code point, which takes a pair of escapes beyond the first 65,536.
bool take_code_point(std::string_view& rest, std::string& out) {
  const auto first = take_four_hex_digits(rest);
  if (!first || (*first >= 0xDC00 && *first < 0xE000)) return false;
  if (*first < 0xD800 || *first >= 0xE000) {
    append_utf8(out, *first);
    return true;
  }
  if (!rest.starts_with("\\u")) return false;
  rest.remove_prefix(2);
  const auto second = take_four_hex_digits(rest);
  if (!second || *second < 0xDC00 || *second >= 0xE000) return false;
  append_utf8(out, 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00));
  return true;
}

// After the backslash.
bool take_escape(std::string_view& rest, std::string& out) {
  static constexpr std::string_view kNames = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (rest.empty()) return false;
  const char name = rest.front();
  rest.remove_prefix(1);
  if (name == 'u') return take_code_point(rest, out);
  const auto place = kNames.find(name);
  if (place == std::string_view::npos) return false;
  out += kMeanings[place];
  return true;
}

}  // namespace

std::optional<std::string_view> take_json_string(std::string_view& rest, std::string& unescaped) {
  if (!rest.starts_with('"')) return std::nullopt;
  rest.remove_prefix(1);
  const std::size_t plain = count_plain_bytes(rest);
  if (plain < rest.size() && rest[plain] == '"') {
    const std::string_view value = rest.substr(0, plain);
    rest.remove_prefix(plain + 1);
    if (!is_utf8(value)) return std::nullopt;
    return value;
  }
  unescaped.clear();
  while (true) {
    const std::size_t count = count_plain_bytes(rest);
    if (!is_utf8(rest.substr(0, count))) return std::nullopt;
    unescaped.append(rest.substr(0, count));
    rest.remove_prefix(count);
    if (rest.empty()) return std::nullopt;
    const char stop = rest.front();
    rest.remove_prefix(1);
    if (stop == '"') return unescaped;
    if (stop != '\\' || !take_escape(rest, unescaped)) return std::nullopt;
  }
}

}  // namespace fenrun::wechat
