#include "wechat/json_reader.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <string>
#include <system_error>
#include <vector>

#include "wechat/json_text.hpp"

namespace fenrun::wechat {
namespace {

bool is_json_digit(char c) { return c >= '0' && c <= '9'; }

class JsonReader {
 public:
  JsonReader(std::string_view text, JsonVisitor& visitor) : rest_(text), visitor_(visitor) {}

  bool read_whole() {
    if (!read_value(0)) return false;
    skip_space();
    return rest_.empty();
  }

 private:
  void skip_space() {
    std::size_t count = 0;
    while (count < rest_.size() &&
           (rest_[count] == ' ' || rest_[count] == '\t' || rest_[count] == '\n' || rest_[count] == '\r')) {
      ++count;
    }
    rest_.remove_prefix(count);
  }
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool read_value(std::size_t depth) {
    skip_space();
    if (rest_.empty() || ++values_ > kJsonValuesMax) return false;
    switch (rest_.front()) {
      case '{':
        return depth < kJsonDepthMax && read_object(depth + 1);
      case '[':
        return depth < kJsonDepthMax && read_array(depth + 1);
      case '"':
        return read_string();
      case 't':
        return take("true") && (visitor_.boolean(true), true);
      case 'f':
        return take("false") && (visitor_.boolean(false), true);
      case 'n':
        return take("null") && (visitor_.null(), true);
      default:
        return read_number();
    }
  }

  bool read_string() {
    const auto value = take_json_string(rest_, unescaped_);
    if (value) visitor_.text(*value);
    return value.has_value();
  }

  bool read_array(std::size_t depth) {
    rest_.remove_prefix(1);
    visitor_.begin_array();
    skip_space();
    if (!take(']')) {
      do {
        if (!read_value(depth)) return false;
        skip_space();
      } while (take(','));
      if (!take(']')) return false;
    }
    visitor_.end_array();
    return true;
  }

  bool read_object(std::size_t depth) {
    rest_.remove_prefix(1);
    visitor_.begin_object();
    const std::size_t first_key = keys_.size();
    skip_space();
    if (!take('}')) {
      do {
        if (!read_member(depth)) return false;
        skip_space();
      } while (take(','));
      if (!take('}') || !close_keys(first_key)) return false;
    }
    visitor_.end_object();
    return true;
  }

  bool read_member(std::size_t depth) {
    skip_space();
    const auto name = take_json_string(rest_, unescaped_);
    if (!name) return false;
    const bool is_in_place = name->data() != unescaped_.data();
    keys_.push_back(is_in_place ? *name : std::string_view(kept_.emplace_back(*name)));
    visitor_.key(keys_.back());
    skip_space();
    return take(':') && read_value(depth);
  }

  // False when the object that ends has a name twice.
  bool close_keys(std::size_t first_key) {
    const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(first_key);
    std::sort(first, keys_.end());
    const bool is_each_once = std::adjacent_find(first, keys_.end()) == keys_.end();
    keys_.resize(first_key);
    return is_each_once;
  }

  [[nodiscard]] std::size_t digits_at(std::size_t place) const {
    const auto* const from = rest_.data() + place;
    const auto* const end = rest_.data() + rest_.size();
    return static_cast<std::size_t>(std::find_if_not(from, end, is_json_digit) - from);
  }
  // How long the number at the front is, and whether it has no fraction and no exponent; 0 for none.
  [[nodiscard]] std::size_t measure_number(bool& is_whole) const {
    const auto at = [this](std::size_t place) { return place < rest_.size() ? rest_[place] : '\0'; };
    std::size_t size = at(0) == '-' ? 1 : 0;
    const std::size_t digits = digits_at(size);
    if (digits == 0 || (digits > 1 && at(size) == '0')) return 0;
    size += digits;
    is_whole = true;
    if (at(size) == '.') {
      const std::size_t fraction = digits_at(size + 1);
      if (fraction == 0) return 0;
      size += 1 + fraction;
      is_whole = false;
    }
    if (at(size) == 'e' || at(size) == 'E') {
      const std::size_t sign = at(size + 1) == '+' || at(size + 1) == '-' ? 1 : 0;
      const std::size_t exponent = digits_at(size + 1 + sign);
      if (exponent == 0) return 0;
      size += 1 + sign + exponent;
      is_whole = false;
    }
    return size;
  }

  bool read_number() {
    bool is_whole = false;
    const std::size_t size = measure_number(is_whole);
    if (size == 0) return false;
    const std::string_view digits = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return (is_whole && tell_integer(digits)) || tell_number(digits);
  }

  template <class T>
  static bool fits(std::string_view digits, T& value) {
    return std::from_chars(digits.data(), digits.data() + digits.size(), value).ec == std::errc();
  }
  bool tell_integer(std::string_view digits) {
    std::int64_t value = 0;
    if (fits(digits, value)) {
      visitor_.integer(value);
      return true;
    }
    std::uint64_t large = 0;
    if (digits.front() == '-' || !fits(digits, large)) return false;
    visitor_.large_integer(large);
    return true;
  }
  // False for a number that no double holds.
  bool tell_number(std::string_view digits) {
    double value = 0;
    if (!fits(digits, value)) return false;
    visitor_.number(value);
    return true;
  }

  std::string_view rest_;
  JsonVisitor& visitor_;
  std::size_t values_ = 0;
  std::string unescaped_;
  // The names of the objects that are open, from the outside in; those that had escapes are in kept_.
  std::vector<std::string_view> keys_;
  std::deque<std::string> kept_;
};

}  // namespace

bool read_json(std::string_view text, JsonVisitor& visitor) { return JsonReader(text, visitor).read_whole(); }

}  // namespace fenrun::wechat
