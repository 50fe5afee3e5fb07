#include "config/toml.hpp"

#include <toml++/toml.h>

namespace fenrun::config {
namespace {

Entry entry_of(const toml::node& node) {
  Entry entry{OtherType{}, node.source().begin.line};
  if (const auto* const boolean = node.as_boolean()) entry.value = boolean->get();
  if (const auto* const integer = node.as_integer()) entry.value = integer->get();
  if (const auto* const text = node.as_string()) entry.value = text->get();
  if (node.is_table()) entry.value = TableHeader{};
  return entry;
}

void flatten(const toml::table& table, const std::string& prefix, Entries& entries) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    entries.emplace(name, entry_of(node));
    if (const auto* const inner = node.as_table()) flatten(*inner, name + ".", entries);
  }
}

}  // namespace

tl::expected<Entries, Problem> parse_toml(std::string_view text, const std::string& file) {
  try {
    Entries entries;
    flatten(toml::parse(text), "", entries);
    return entries;
  } catch (const toml::parse_error& error) {
    return tl::unexpected(Problem{file, error.source().begin.line, "",
                                  "this is not TOML: " + std::string(error.description()),
                                  "correct the line"});
  }
}

}  // namespace fenrun::config
