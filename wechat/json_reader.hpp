// JSON from outside, read once from front to back without a document being built. Strict: RFC 8259 and
// nothing beside it, valid UTF-8, no name twice in an object, bounded depth and number of values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fenrun::wechat {

inline constexpr std::size_t kJsonDepthMax = 16;
inline constexpr std::size_t kJsonValuesMax = 20'000;

// Told what is read, in the order of the text. A text that turns out to be broken has been told in part.
class JsonVisitor {
 public:
  JsonVisitor() = default;
  JsonVisitor(const JsonVisitor&) = delete;
  JsonVisitor& operator=(const JsonVisitor&) = delete;
  virtual ~JsonVisitor() = default;

  virtual void begin_object() = 0;
  virtual void end_object() = 0;
  virtual void begin_array() = 0;
  virtual void end_array() = 0;
  // Views are unescaped and live during the call.
  virtual void key(std::string_view name) = 0;
  virtual void text(std::string_view value) = 0;
  // Whole numbers that fit; others are `number`.
  virtual void integer(std::int64_t value) = 0;
  virtual void large_integer(std::uint64_t value) = 0;  // above the other's range
  virtual void number(double value) = 0;
  virtual void boolean(bool value) = 0;
  virtual void null() = 0;
};

// False for anything but one whole JSON value within the limits.
bool read_json(std::string_view text, JsonVisitor& visitor);

}  // namespace fenrun::wechat
