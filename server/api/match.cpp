#include "server/api/query.hpp"
#include "server/api/route.hpp"

namespace fenrun::server {
namespace {

std::string_view take_segment(std::string_view& rest) {
  const auto segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(rest.size(), segment.size() + 1));
  return segment;
}

// The values of the {names}, when the path fits the template. An empty value does not fit.
std::optional<std::vector<std::string>> fit(std::string_view path_template, std::string_view path) {
  std::vector<std::string> values;
  if (path.empty() || path.back() == '/') return std::nullopt;
  while (!path_template.empty() && !path.empty()) {
    const auto wanted = take_segment(path_template);
    const auto given = take_segment(path);
    if (wanted.starts_with('{')) {
      auto value = percent_decoded(given);
      if (!value || value->empty()) return std::nullopt;
      values.push_back(std::move(*value));
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  if (!path_template.empty() || !path.empty()) return std::nullopt;
  return values;
}

}  // namespace

std::string_view to_word(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::del:
      return "DELETE";
  }
  return "";
}

Match match(std::span<const Route> table, Method method, std::string_view path) {
  Match found;
  for (const Route& route : table) {
    auto values = fit(route.path, path);
    if (!values) continue;
    if (route.method == method) return Match{&route, std::move(*values), {}};
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += to_word(route.method);
  }
  return found;
}

}  // namespace fenrun::server
