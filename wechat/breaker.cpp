#include "wechat/breaker.hpp"

#include <algorithm>

namespace fenrun::wechat {

bool Breaker::admit(Time now) {
  switch (state_) {
    case State::closed:
      return true;
    case State::open:
    case State::probing:
      // A probe whose answer never came back (its coroutine was destroyed) must not close the door for ever:
      // after another pause the next caller probes.
      if (now < until_) return false;
      state_ = State::probing;
      until_ = now + options_.open_ms;
      return true;
  }
  return true;
}

void Breaker::succeeded() {
  // Also calls admitted before the opening may succeed late; WeChat answers, so the door opens for everybody.
  state_ = State::closed;
  failures_ = 0;
  pause_ = options_.open_ms;
}

void Breaker::failed(Time now) {
  switch (state_) {
    case State::closed:
      if (++failures_ >= options_.failures_to_open) open(now);
      return;
    case State::probing:
      pause_ = std::min(pause_ * 2, options_.open_ms_max);
      open(now);
      return;
    case State::open:
      return;  // a straggler of the failures that opened it
  }
}

void Breaker::open(Time now) {
  state_ = State::open;
  until_ = now + pause_;
}

}  // namespace fenrun::wechat
