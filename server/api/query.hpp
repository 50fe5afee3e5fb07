// Reads the parameters of a query string, as json::Reader reads a body: unknown, repeated and wrong ones are
// refused, all of them in one answer (their "pointer" is "?name").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto/cipher.hpp"
#include "base/result.hpp"
#include "server/api/cursor.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server {

// %XX decoded ('+' is a plus sign); nothing for a broken escape.
std::optional<std::string> percent_decoded(std::string_view text);

// What every list takes: `limit` 1..100 (default 20) and `cursor`.
struct ListQuery {
  int limit = 20;
  Cursor after;  // id 0 begins the list
};

class Query {
 public:
  explicit Query(std::string_view target);

  std::string text(std::string_view name, json::Length length);
  std::optional<std::string> maybe_text(std::string_view name, json::Length length);
  std::optional<std::int64_t> maybe_integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<std::string> maybe_public_id(std::string_view name);
  // With commas between them, at most `most`; none when it is not there.
  std::vector<std::string> public_ids(std::string_view name, std::size_t most);
  std::optional<std::int64_t> maybe_row_id(std::string_view name);
  std::optional<Instant> maybe_time(std::string_view name);
  std::optional<std::size_t> maybe_one_of(std::string_view name,
                                          std::initializer_list<std::string_view> words);
  // Some of `words`, with commas between them.
  std::vector<std::size_t> set_of(std::string_view name, std::initializer_list<std::string_view> words);
  ListQuery list(std::string_view scope, const crypto::Key256& cursor_key);

  [[nodiscard]] std::optional<Error> refusal();

 private:
  std::optional<std::string> find(std::string_view name);
  void wrong(std::string_view name, std::string_view zh, std::string_view en);

  std::vector<std::pair<std::string, std::string>> given_;
  std::vector<std::string_view> asked_;
  std::vector<FieldError> wrong_;
  bool cursor_is_wrong_ = false;
};

}  // namespace fenrun::server
