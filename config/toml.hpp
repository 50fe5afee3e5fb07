// A TOML file as flat keys ("mysql.port"), the only form the rest of config sees.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>

#include "config/problem.hpp"

namespace fenrun::config {

struct TableHeader {};
struct OtherType {};  // a float, date, array or anything else that no key of ours takes

struct Entry {
  std::variant<bool, std::int64_t, std::string, TableHeader, OtherType> value;
  std::size_t line = 0;
};

using Entries = std::map<std::string, Entry, std::less<>>;

// `file` only names the source in the problem.
tl::expected<Entries, Problem> parse_toml(std::string_view text, const std::string& file);

}  // namespace fenrun::config
