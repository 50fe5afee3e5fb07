// Settings of a struct as a table: the name in JSON and the member it is.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "wechat/emulator/core/call.hpp"

namespace fenrun::emulator {

template <class Settings>
struct SettingOf {
  std::string_view name;
  std::variant<bool Settings::*, std::int64_t Settings::*, std::chrono::seconds Settings::*> member;
};

template <class Settings>
Json render_settings(const Settings& settings, std::span<const SettingOf<Settings>> table) {
  Json shown = Json::object();
  for (const auto& [name, member] : table) {
    if (const auto* flag = std::get_if<bool Settings::*>(&member)) shown[std::string(name)] = settings.**flag;
    if (const auto* number = std::get_if<std::int64_t Settings::*>(&member))
      shown[std::string(name)] = settings.**number;
    if (const auto* time = std::get_if<std::chrono::seconds Settings::*>(&member))
      shown[std::string(name)] = (settings.**time).count();
  }
  return shown;
}

// Nothing when every member of `body` is in the table and was taken over; else what is wrong.
template <class Settings>
std::optional<std::string> apply_settings_table(const Json& body, std::span<const SettingOf<Settings>> table,
                                                Settings& settings) {
  constexpr std::int64_t kNumberMax = 1'000'000'000'000'000;
  for (const auto& [name, member] : table) {
    const auto found = body.find(name);
    if (found == body.end()) continue;
    if (const auto* flag = std::get_if<bool Settings::*>(&member)) {
      if (!found->is_boolean()) return std::string(name) + " is true or false";
      settings.** flag = found->template get<bool>();
      continue;
    }
    const auto value = read_integer(body, name, 0);
    if (!value || *value < 0 || *value > kNumberMax) return std::string(name) + " is a number from 0";
    if (const auto* number = std::get_if<std::int64_t Settings::*>(&member)) settings.** number = *value;
    if (const auto* time = std::get_if<std::chrono::seconds Settings::*>(&member))
      settings.** time = std::chrono::seconds(*value);
  }
  return std::nullopt;
}

}  // namespace fenrun::emulator
