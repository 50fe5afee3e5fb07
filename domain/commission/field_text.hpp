// Reading "key=value key=value ..." of a known order, the form in which explanations and sale facts are kept.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace fenrun {

// The next piece up to `separator`, taken off the front of `rest`.
inline std::string_view take_piece(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const std::string_view piece = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
  return piece;
}

// Decimal in its only spelling, a minus sign allowed.
inline bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size() && std::to_string(number) == text;
}

// Remembers the first thing that was not as expected; after it everything reads as empty.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  std::string_view text(std::string_view key) {
    const std::string_view field = take_piece(rest_, ' ');
    if (field.size() <= key.size() || !field.starts_with(key) || field[key.size()] != '=') {
      is_good_ = false;
      return {};
    }
    return field.substr(key.size() + 1);
  }

  std::int64_t number(std::string_view key) {
    std::int64_t value = 0;
    if (!read_number(text(key), value)) is_good_ = false;
    return value;
  }

  void wrong() { is_good_ = false; }
  // Everything was read and nothing was wrong.
  [[nodiscard]] bool is_done() const { return is_good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace fenrun
