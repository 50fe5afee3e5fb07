#include "server/http/weighted_list.hpp"

namespace fenrun::server {
namespace {

// "q=0.85" in thousandths; no weight is 1, an unreadable one is 0.
int weight_of(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  const std::string_view digits = trimmed(parameters.substr(at + 2));
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

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

WeightedItem take_weighted(std::string_view& list) {
  const auto comma = list.find(',');
  const std::string_view item = list.substr(0, comma);
  list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  const auto semicolon = item.find(';');
  const int weight = semicolon == std::string_view::npos ? 1000 : weight_of(item.substr(semicolon + 1));
  return {trimmed(item.substr(0, semicolon)), weight};
}

}  // namespace fenrun::server
