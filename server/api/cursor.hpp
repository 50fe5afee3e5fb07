// Where a list goes on: the key of the last item seen, signed so that a caller can neither read meaning into
// it nor make one up. A cursor works only for the list (`scope`) that gave it out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto/cipher.hpp"
#include "base/result.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kCursorInvalid{ErrorKind::invalid, "cursor.invalid",
                                          "翻页标记无效，请从第一页重新开始",
                                          "The cursor is not valid; begin again at the first page"};

struct Cursor {
  std::string sort;  // the sort key before the id; empty for lists in id order
  std::int64_t id = 0;

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

std::string encode_cursor(const Cursor& cursor, std::string_view scope, const crypto::Key256& key);
// Nothing for a cursor that was changed, cut, or made for another scope.
std::optional<Cursor> decode_cursor(std::string_view text, std::string_view scope, const crypto::Key256& key);

}  // namespace fenrun::server
