// A circuit breaker: after several failures in a row, calls are refused for a while, then one probe decides.
// A pure state machine over the time it is given; the owner locks.
#pragma once

#include <chrono>

namespace fenrun::wechat {

struct BreakerOptions {
  int failures_to_open = 8;                       // in a row
  std::chrono::milliseconds open_ms{5'000};       // first pause; also how long a probe may stay unanswered
  std::chrono::milliseconds open_ms_max{60'000};  // the pause doubles with each failed probe up to this
};

class Breaker {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class State { closed, open, probing };

  explicit Breaker(BreakerOptions options = {}) : options_(options), pause_(options.open_ms) {}

  // Whether a call may go out at `now`. In the open state, true once for each pause: that call is the probe.
  [[nodiscard]] bool admit(Time now);
  // How a call that was admitted ended. A failure is one of the way to WeChat or of WeChat itself, never a
  // refusal.
  void succeeded();
  void failed(Time now);

  [[nodiscard]] State state() const { return state_; }
  // When the next call is admitted; meaningful while open.
  [[nodiscard]] Time closed_until() const { return until_; }

 private:
  void open(Time now);

  BreakerOptions options_;
  State state_ = State::closed;
  int failures_ = 0;
  std::chrono::milliseconds pause_;
  Time until_{};
};

}  // namespace fenrun::wechat
