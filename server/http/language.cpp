#include "server/http/language.hpp"

#include <optional>

#include "server/http/weighted_list.hpp"

namespace fenrun::server {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// "zh", "zh-CN", "en-GB": the primary subtag decides.
std::optional<Language> language_named(std::string_view tag) {
  const std::string_view primary = tag.substr(0, tag.find('-'));
  if (primary.size() != 2) return std::nullopt;
  if (lower(primary[0]) == 'z' && lower(primary[1]) == 'h') return Language::zh;
  if (lower(primary[0]) == 'e' && lower(primary[1]) == 'n') return Language::en;
  return std::nullopt;
}

}  // namespace

Language preferred_language(std::string_view accept_language) {
  Language best = Language::zh;
  int best_weight = 0;
  while (!accept_language.empty()) {
    const WeightedItem item = take_weighted(accept_language);
    const auto language = language_named(item.name);
    if (!language || item.weight <= best_weight) continue;
    best = *language;
    best_weight = item.weight;
  }
  return best;
}

Language preferred_language(const Request& request) {
  return preferred_language(request.header("accept-language").value_or(""));
}

}  // namespace fenrun::server
