// What Redis answered, copied out of hiredis.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace fenrun::db {

// Callers carry on without Redis on any of these (docs/architecture.md); they reach a client only where the
// flow cannot.
inline constexpr ErrorCode kRedisDown{ErrorKind::unavailable, "redis.down", "缓存服务暂时不可用",
                                      "The cache is not available"};
inline constexpr ErrorCode kRedisTimeout{ErrorKind::unavailable, "redis.timeout", "缓存服务响应超时",
                                         "The cache did not answer in time"};
inline constexpr ErrorCode kRedisBusy{ErrorKind::unavailable, "redis.busy", "缓存服务繁忙",
                                      "Too many cache commands are waiting"};
inline constexpr ErrorCode kRedisRefused{
    ErrorKind::unavailable, "redis.refused", "缓存服务拒绝了请求",
    "The cache refused the command"};  // internal_note() has Redis's text

// Reading a reply as the wrong type is our bug and throws std::logic_error.
class RedisReply {
 public:
  struct Refused {  // inside a list only (EXEC, Lua); a refused command is a Result without a value
    std::string text;
  };
  using List = std::vector<RedisReply>;
  using Value = std::variant<std::monostate, std::int64_t, std::string, Refused, List>;

  RedisReply() = default;
  explicit RedisReply(Value value) : value_(std::move(value)) {}

  [[nodiscard]] bool is_nil() const { return std::holds_alternative<std::monostate>(value_); }
  [[nodiscard]] std::int64_t integer() const;
  [[nodiscard]] const std::string& text() const;  // bulk strings, binary safe, and status lines such as OK
  [[nodiscard]] const List& list() const;
  [[nodiscard]] std::optional<std::string> maybe_text() const;
  [[nodiscard]] const Value& value() const { return value_; }

 private:
  Value value_;
};

}  // namespace fenrun::db
