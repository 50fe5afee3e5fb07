// The emulator's own time: real time plus an offset, or standing still.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace fenrun::emulator {

class VirtualClock {
 public:
  [[nodiscard]] Instant at(Instant real) const { return frozen_ ? *frozen_ : real + offset_; }
  [[nodiscard]] bool is_frozen() const { return frozen_.has_value(); }

  void advance(std::chrono::microseconds step) {
    if (frozen_) *frozen_ += step;
    offset_ += step;
  }
  void set(Instant instant, Instant real) {
    offset_ = instant - real;
    if (frozen_) frozen_ = instant;
  }
  void freeze(Instant real) { frozen_ = at(real); }
  void run(Instant real) {
    offset_ = at(real) - real;
    frozen_.reset();
  }

 private:
  std::chrono::microseconds offset_{0};
  std::optional<Instant> frozen_;
};

}  // namespace fenrun::emulator
