// Ids and words are kept in columns of ASCII. MariaDB refuses to compare one with other text (1267, "Illegal
// mix of collations"), so what somebody typed is looked at first: such text is in no row.
#pragma once

#include <algorithm>
#include <string_view>

namespace fenrun::db {

inline bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace fenrun::db
