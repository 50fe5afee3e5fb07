// Instants in microseconds UTC, and the only way to ask for the current one. `domain` and `flows` never hold
// a Clock: they are told the time as an argument.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fenrun {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  // Never goes back; for time-outs and durations only.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
};

// For tests and for the emulator's virtual time: stands still until it is told to move. Thread-safe. Setting
// it back moves now() back but leaves steady() where it is.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start);
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override;
  void advance(std::chrono::microseconds step);
  void set(Instant instant);

 private:
  std::atomic<std::int64_t> micros_;
  std::atomic<std::int64_t> steady_micros_{0};
};

// "2026-11-21T10:00:00+08:00"; microseconds are printed only when they are not zero. Business time is fixed
// +08:00.
std::string to_rfc3339(Instant instant);
// "2026-11-21T10:00:00.123+08:00": always three fraction digits, as log lines have them.
std::string to_rfc3339_ms(Instant instant);
// Accepts any offset and up to nine fraction digits (cut to microseconds); nothing when the text is not RFC
// 3339.
std::optional<Instant> parse_rfc3339(std::string_view text);

// "2026-11-21 02:00:00.000000" in UTC, the text form of DATETIME(6) columns.
std::string to_sql_text(Instant instant);
std::optional<Instant> parse_sql_text(std::string_view text);

}  // namespace fenrun
