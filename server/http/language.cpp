#include "server/http/language.hpp"

#include <optional>

namespace fenrun::server {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "zh", "zh-CN", "en-GB": the primary subtag decides.
std::optional<Language> language_named(std::string_view tag) {
  const std::string_view primary = tag.substr(0, tag.find('-'));
  if (primary.size() != 2) return std::nullopt;
  if (lower(primary[0]) == 'z' && lower(primary[1]) == 'h') return Language::zh;
  if (lower(primary[0]) == 'e' && lower(primary[1]) == 'n') return Language::en;
  return std::nullopt;
}

// "q=0.85" in thousandths; no weight is 1, an unreadable one is 0.
int weight_of(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view digits = trim(parameters.substr(at + 2));
  if (digits.starts_with('1')) return 1000;
  if (!digits.starts_with("0")) return 0;
  int weight = 0;
  int scale = 100;
  for (const char c : digits.substr(digits.size() > 1 ? 2 : 1)) {
    if (c < '0' || c > '9' || scale == 0) break;
    weight += (c - '0') * scale;
    scale /= 10;
  }
  return weight;
}

}  // namespace

Language preferred_language(std::string_view accept_language) {
  Language best = Language::zh;
  int best_weight = 0;
  while (!accept_language.empty()) {
    const auto comma = accept_language.find(',');
    const std::string_view item = accept_language.substr(0, comma);
    accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size() : comma + 1);
    const auto semicolon = item.find(';');
    const auto language = language_named(trim(item.substr(0, semicolon)));
    const int weight = semicolon == std::string_view::npos ? 1000 : weight_of(item.substr(semicolon + 1));
    if (!language || weight <= best_weight) continue;
    best = *language;
    best_weight = weight;
  }
  return best;
}

Language preferred_language(const Request& request) {
  return preferred_language(request.header("accept-language").value_or(""));
}

}  // namespace fenrun::server
