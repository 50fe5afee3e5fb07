// The real clock, some hours on: wall time is what a test says, while time-outs go on working.
#pragma once

#include <atomic>

#include "base/clock.hpp"

namespace fenrun::server::testing {

class ShiftedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    return real_.now() + std::chrono::microseconds(shift_us_.load());
  }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return real_.steady(); }
  void advance(std::chrono::microseconds step) { shift_us_ += step.count(); }

 private:
  SystemClock real_;
  std::atomic<std::int64_t> shift_us_{0};
};

}  // namespace fenrun::server::testing
