// A parsed JSON document, strict: what a lax parser forgives (duplicate keys, deep nesting, numbers that are
// not integers of 64 bits) is refused here, once, so that no reader has to think of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace fenrun::server::json {

inline constexpr std::size_t kDepthMax = 16;

inline constexpr ErrorCode kBodyMalformed{ErrorKind::invalid, "request.body_malformed",
                                          "请求内容不是合法的 JSON", "The request body is not valid JSON"};
inline constexpr ErrorCode kBodyDuplicateKey{ErrorKind::invalid, "request.duplicate_key",
                                             "请求内容中有重复的字段", "The request body repeats a key"};
inline constexpr ErrorCode kBodyTooDeep{ErrorKind::invalid, "request.too_deep", "请求内容嵌套过深",
                                        "The request body is nested too deeply"};

struct Value;
struct Member;
using Array = std::vector<Value>;
using Object = std::vector<Member>;  // in the order received; keys are unique

// A number that is not an integer of 64 bits. It is kept apart so that a reader can name the field it stands
// in.
struct NotAnInteger {};

struct Value {
  std::variant<std::monostate, bool, std::int64_t, NotAnInteger, std::string, Array, Object> held;

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&held);
  }
  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(held); }
};

struct Member {
  std::string first;
  Value second;
};

// Refuses with kBodyMalformed (also for invalid UTF-8 and for anything after the document), kBodyDuplicateKey
// and kBodyTooDeep (more than kDepthMax levels).
Result<Value> parse(std::string_view text);

}  // namespace fenrun::server::json
