#include "wechat/emulator/core/templates.hpp"

#include <algorithm>
#include <cctype>

#include "wechat/emulator/core/text.hpp"

namespace fenrun::emulator {
namespace {

constexpr bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
constexpr bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
constexpr bool is_ascii(char32_t c) { return c >= 0x20 && c < 0x7f; }
constexpr bool is_chinese(char32_t c) {
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0x20000 && c <= 0x3ffff);
}

template <class Rule>
bool is_all(const std::u32string& text, std::size_t length_max, Rule rule) {
  return text.size() <= length_max && std::all_of(text.begin(), text.end(), rule);
}

bool is_number(const std::u32string& text) {
  const auto points = std::count(text.begin(), text.end(), U'.');
  const std::size_t sign = text.front() == U'-' ? 1 : 0;
  return text.size() <= 32 && points <= 1 && text.size() > sign && is_digit(text[sign]) &&
         is_digit(text.back()) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(sign), text.end(),
                     [](char32_t c) { return is_digit(c) || c == U'.'; });
}

// Up to ten digits with a decimal part, one currency sign before, 元 after; thousands may be parted by
// commas.
bool is_amount(std::u32string text) {
  constexpr std::u32string_view kSigns = U"¥￥$€£";
  if (kSigns.find(text.front()) != std::u32string_view::npos) text.erase(0, 1);
  if (!text.empty() && text.back() == U'元') text.pop_back();
  std::erase(text, U',');
  if (text.empty() || !is_digit(text.front()) || !is_digit(text.back())) return false;
  const auto points = std::count(text.begin(), text.end(), U'.');
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  return points <= 1 && digits <= 10 && static_cast<std::size_t>(digits + points) == text.size();
}

bool is_name(const std::u32string& text) {
  const bool has_chinese = std::any_of(text.begin(), text.end(), is_chinese);
  if (has_chinese)
    return is_all(text, 10, [](char32_t c) { return is_chinese(c) || is_ascii(c) || c == U'·'; });
  return is_all(text, 20, is_ascii);
}

std::string_view type_of(std::string_view key) {
  const auto end = key.find_last_not_of("0123456789");
  return end == std::string_view::npos ? std::string_view() : key.substr(0, end + 1);
}

bool is_enum_value(const Template& definition, std::string_view key, std::string_view value) {
  const auto values = definition.enum_values.find(std::string(key));
  if (values == definition.enum_values.end()) return true;
  return std::find(values->second.begin(), values->second.end(), value) != values->second.end();
}

}  // namespace

void Templates::put(std::string_view template_id, Template definition) {
  templates_.insert_or_assign(std::string(template_id), std::move(definition));
}

const Template* Templates::find(std::string_view template_id) const {
  const auto found = templates_.find(template_id);
  return found == templates_.end() ? nullptr : &found->second;
}

void Templates::grant(std::string_view openid, std::string_view template_id, std::int64_t count) {
  auto& grants = grants_[{std::string(openid), std::string(template_id)}];
  grants = std::max<std::int64_t>(0, grants + count);
}

std::int64_t Templates::grants(std::string_view openid, std::string_view template_id) const {
  const auto found = grants_.find({std::string(openid), std::string(template_id)});
  return found == grants_.end() ? 0 : found->second;
}

bool Templates::use_grant(std::string_view openid, std::string_view template_id) {
  if (grants(openid, template_id) <= 0) return false;
  grant(openid, template_id, -1);
  return true;
}

bool is_value_allowed(const Template& definition, std::string_view key, std::string_view value) {
  const auto decoded = decode_utf8(value);
  if (!decoded || decoded->empty()) return false;
  const auto& text = *decoded;
  const auto type = type_of(key);
  if (type == "thing") return text.size() <= 20;
  if (type == "character_string") return is_all(text, 32, is_ascii);
  if (type == "number") return is_number(text);
  if (type == "letter") return is_all(text, 32, is_letter);
  if (type == "symbol")
    return is_all(text, 5, [](char32_t c) { return !is_digit(c) && !is_letter(c) && !is_chinese(c); });
  if (type == "phrase") return is_all(text, 5, is_chinese);
  if (type == "name") return is_name(text);
  if (type == "amount") return is_amount(text);
  if (type == "time" || type == "date") return is_time_text(value);
  if (type == "phone_number")
    return is_all(text, 17, [](char32_t c) { return is_ascii(c) && !is_letter(c); });
  if (type == "car_number") return text.size() <= 8;
  if (type == "enum") return is_enum_value(definition, key, value);
  return false;
}

std::optional<std::string> find_wrong_value(const Template& definition, const Json& data) {
  if (!data.is_object() || data.empty()) return "data is empty";
  for (const auto& key : definition.keys) {
    if (!data.contains(key)) return "data." + key + ".value is empty";
  }
  for (const auto& [key, field] : data.items()) {
    const bool is_known = definition.keys.empty() || std::find(definition.keys.begin(), definition.keys.end(),
                                                               key) != definition.keys.end();
    if (!is_known) continue;
    const bool has_value = field.is_object() && field.contains("value");
    if (!has_value || field["value"] == nlohmann::json("")) return "data." + key + ".value is empty";
    const bool is_text = field["value"].is_string() || field["value"].is_number();
    const auto value = field["value"].is_string() ? field["value"].get<std::string>() : field["value"].dump();
    if (!is_text || !is_value_allowed(definition, key, value)) return "data." + key + ".value invalid";
  }
  return std::nullopt;
}

}  // namespace fenrun::emulator
