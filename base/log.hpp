// Structured logs: one JSON object a line with ts, level, event and the given fields. Values are typed and
// escaped; a Secret does not convert to a Field, and openids, phone numbers and names are never passed here
// in clear.
//   log::info("order.paid", {{"order", id}, {"amount_fen", 1200}});
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace fenrun::log {

enum class Level { debug, info, warning, error };

class Value {
 public:
  Value(std::string_view text) : value_(text) {}                      // NOLINT(google-explicit-constructor)
  Value(const char* text) : value_(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)
  Value(const std::string& text) : value_(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  Value(double number) : value_(number) {}                            // NOLINT(google-explicit-constructor)
  template <class I>
  requires std::is_integral_v<I> Value(I number) {  // NOLINT(google-explicit-constructor)
    if constexpr (std::is_same_v<I, bool>) {
      value_ = number;
    } else {
      value_ = static_cast<std::int64_t>(number);
    }
  }
  [[nodiscard]] const std::variant<bool, std::int64_t, double, std::string_view>& get() const {
    return value_;
  }

 private:
  std::variant<bool, std::int64_t, double, std::string_view> value_{false};
};

struct Field {
  std::string_view name;
  Value value;
};

struct Options {
  Level level = Level::info;
  std::string file;  // empty: standard error
};

// Call once from main, before threads start. Without it, lines go to standard error at level info.
void start(const Options& options);
void set_level(Level level);
void flush();

void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});
inline void debug(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<Field> fields = {}) {
  write(Level::error, event, fields);
}

// The line that write() would print, without the newline; the time is given.
std::string format_line(Level level, std::string_view timestamp, std::string_view event,
                        std::initializer_list<Field> fields);

}  // namespace fenrun::log
