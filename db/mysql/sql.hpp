// SQL text and the values that fill its placeholders. Sql can only be made from a string literal, so SQL
// glued together from data does not compile; values travel as prepared-statement parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun::db {

class Sql {
 public:
  template <std::size_t N>
  consteval Sql(const char (&literal)[N]) : text_(literal, N - 1) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// One bound value. Text and bytes are viewed, not copied: they must outlive the call.
class Param {
 public:
  using Value = std::variant<std::monostate, std::int64_t, std::string_view, std::string>;

  Param(std::nullopt_t) {}                                              // NOLINT(google-explicit-constructor)
  Param(std::int64_t value) : value_(value) {}                          // NOLINT(google-explicit-constructor)
  Param(int value) : value_(std::int64_t{value}) {}                     // NOLINT(google-explicit-constructor)
  Param(bool value) : value_(std::int64_t{value ? 1 : 0}) {}            // NOLINT(google-explicit-constructor)
  Param(std::string_view value) : value_(value) {}                      // NOLINT(google-explicit-constructor)
  Param(const std::string& value) : value_(std::string_view(value)) {}  // NOLINT(google-explicit-constructor)
  Param(const char* value) : value_(std::string_view(value)) {}         // NOLINT(google-explicit-constructor)
  Param(Instant value) : value_(to_sql_text(value)) {}                  // NOLINT(google-explicit-constructor)
  Param(Fen value) : value_(value.value) {}                             // NOLINT(google-explicit-constructor)
  template <class Noun>
  Param(Id<Noun> id) : value_(id.value) {}  // NOLINT(google-explicit-constructor)
  template <class T>
  Param(const std::optional<T>& value) {  // NOLINT(google-explicit-constructor)
    if (value) value_ = Param(*value).value_;
  }

  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

}  // namespace fenrun::db
