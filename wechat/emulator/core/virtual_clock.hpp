// The emulator's own time: real time plus an offset, or standing still. Signatures may go by the real time
// all the same, for the sake of clients whose clock nobody can move.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "wechat/emulator/core/moment.hpp"

namespace fenrun::emulator {

class VirtualClock {
 public:
  [[nodiscard]] Instant at(Instant real) const { return frozen_ ? *frozen_ : real + offset_; }
  [[nodiscard]] bool is_frozen() const { return frozen_.has_value(); }
  [[nodiscard]] bool signs_by_real() const { return signs_by_real_; }
  [[nodiscard]] Moment moment(Instant real, Random& random) const {
    return {at(real), random, signs_by_real_ ? std::optional(real) : std::nullopt};
  }

  void advance(std::chrono::microseconds step) {
    if (frozen_) *frozen_ += step;
    offset_ += step;
  }
  void set(Instant instant, Instant real) {
    offset_ = instant - real;
    if (frozen_) frozen_ = instant;
  }
  void sign_by_real(bool signs_by_real) { signs_by_real_ = signs_by_real; }
  void freeze(Instant real) { frozen_ = at(real); }
  void run(Instant real) {
    offset_ = at(real) - real;
    frozen_.reset();
  }

 private:
  std::chrono::microseconds offset_{0};
  std::optional<Instant> frozen_;
  bool signs_by_real_ = false;
};

}  // namespace fenrun::emulator
