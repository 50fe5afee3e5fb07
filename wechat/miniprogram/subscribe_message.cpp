#include "wechat/miniprogram/subscribe_message.hpp"

#include <algorithm>
#include <array>

#include "wechat/miniprogram/errors.hpp"
#include "wechat/utf8.hpp"

namespace fenrun::wechat {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_visible(char c) { return c > ' ' && c < 127; }
bool is_symbol(char c) { return is_visible(c) && !is_digit(c) && !is_letter(c); }

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

bool is_han(char32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || c == 0x3007;
}

bool is_all_han(std::string_view text) {
  while (!text.empty()) {
    if (!is_han(first_code_point(text))) return false;
    text.remove_prefix(first_character_bytes(text));
  }
  return true;
}

// Takes 1 to `count_max` digits off the front.
bool take_digits(std::string_view& text, std::size_t count_max) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  if (count < 1 || count > count_max) return false;
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_date(std::string_view& text) {
  return take_digits(text, 4) && take(text, "年") && take_digits(text, 2) && take(text, "月") &&
         take_digits(text, 2) && take(text, "日");
}

bool take_time(std::string_view& text) {
  if (!take_digits(text, 2) || !take(text, ":") || !take_digits(text, 2)) return false;
  return !take(text, ":") || take_digits(text, 2);
}

// "15:01", "2019年10月1日" or both with a space between.
bool take_moment(std::string_view& text) {
  auto rest = text;
  if (!take_date(rest)) return take_time(text);
  text = rest;
  return !take(text, " ") || take_time(text);
}

bool is_moment_or_range(std::string_view text) {
  if (!take_moment(text)) return false;
  return text.empty() || (take(text, "~") && take_moment(text) && text.empty());
}

bool is_number(std::string_view text) {
  if (text.size() > 32) return false;
  if (!take_digits(text, 32)) return false;
  return text.empty() || (take(text, ".") && take_digits(text, 32) && text.empty());
}

bool is_amount(std::string_view text) {
  for (const std::string_view sign : {"¥", "￥", "$", "€", "£"}) {
    if (take(text, sign)) break;
  }
  if (!take_digits(text, 10)) return false;
  if (take(text, ".") && !take_digits(text, 2)) return false;
  return text.empty() || text == "元";
}

Error invalid_value(std::string_view key) {
  return Error(kWechatMessageInvalid).internal_note("value of " + std::string(key));
}

// A person's name: twenty letters and marks, or ten characters as soon as one of them is Chinese.
std::string fit_name(std::string_view value) {
  return std::string(first_characters(value, all(value, is_visible) ? 20 : 10));
}

std::string fit_thing(std::string_view value) {
  constexpr std::size_t kCharactersMax = 20;
  if (count_characters(value) <= kCharactersMax) return std::string(value);
  return std::string(first_characters(value, kCharactersMax - 1)) + "…";
}

// Types whose values are kept as they are or refused.
struct Shape {
  std::string_view type;
  bool (*is_legal)(std::string_view);
};
constexpr std::array kShapes{
    Shape{"number", is_number},
    Shape{"amount", is_amount},
    Shape{"time", is_moment_or_range},
    Shape{"date", is_moment_or_range},
    Shape{"phone_number",
          [](std::string_view text) {
            return text.size() <= 17 && all(text, [](char c) { return is_digit(c) || is_symbol(c); });
          }},
    Shape{"car_number", [](std::string_view text) { return count_characters(text) <= 8; }},
    Shape{"enum", [](std::string_view) { return true; }},
};

// Types whose values are made of legal characters and cut to a length.
struct Words {
  std::string_view type;
  bool (*is_legal)(std::string_view);
  std::size_t characters_max;
};
constexpr std::array kWords{
    Words{"character_string", [](std::string_view text) { return all(text, is_visible); }, 32},
    Words{"letter", [](std::string_view text) { return all(text, is_letter); }, 32},
    Words{"symbol", [](std::string_view text) { return all(text, is_symbol); }, 5},
    Words{"phrase", is_all_han, 5},
};

}  // namespace

Result<std::string> fit_message_value(std::string_view key, std::string_view value) {
  auto type = key;
  while (!type.empty() && is_digit(type.back())) type.remove_suffix(1);
  if (value.empty() || type.size() == key.size()) return invalid_value(key);
  if (type == "thing") return fit_thing(value);
  if (type == "name") return fit_name(value);
  for (const auto& words : kWords) {
    if (words.type != type) continue;
    if (!words.is_legal(value)) return invalid_value(key);
    return std::string(first_characters(value, words.characters_max));
  }
  for (const auto& shape : kShapes) {
    if (shape.type == type && shape.is_legal(value)) return std::string(value);
  }
  return invalid_value(key);
}

}  // namespace fenrun::wechat
