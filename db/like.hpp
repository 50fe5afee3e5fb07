// Prefix search with LIKE: text typed by a person is data, so its wildcards are escaped. Use it as
// `name LIKE ? ESCAPE '!'`; '!' rather than the backslash, whose meaning hangs on the server's sql_mode.
#pragma once

#include <string>
#include <string_view>

namespace fenrun::db {

// Matches every text that begins with `prefix`; an empty prefix matches all.
inline std::string prefix_pattern(std::string_view prefix) {
  std::string pattern;
  for (const char character : prefix) {
    if (character == '%' || character == '_' || character == '!') pattern += '!';
    pattern += character;
  }
  return pattern + '%';
}

}  // namespace fenrun::db
