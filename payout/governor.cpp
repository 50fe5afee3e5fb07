#include "payout/governor.hpp"

#include "base/assert.hpp"

namespace fenrun::payout {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

namespace {
constexpr std::chrono::seconds kOneBurst{1};
}

void TokenBucket::refill(Time now) {
  if (filled_ == Time{}) filled_ = now;
  const auto passed = duration_cast<milliseconds>(now - filled_).count();
  if (passed <= 0) return;
  filled_ = now;
  tokens_milli_ = std::min(room(), tokens_milli_ + passed * per_s_);
  const auto minutes = duration_cast<std::chrono::minutes>(now - grown_).count();
  if (per_s_ < per_s_max_ && minutes >= 1) {
    const std::int64_t each_minute = std::max(1, per_s_max_ / 20);
    per_s_ = static_cast<int>(std::min<std::int64_t>(per_s_max_, per_s_ + minutes * each_minute));
    grown_ = now;
  }
}

milliseconds TokenBucket::take(Time now) {
  const std::lock_guard lock(mutex_);
  refill(now);
  tokens_milli_ -= kWhole;
  if (tokens_milli_ >= 0) return milliseconds{0};
  return milliseconds{(-tokens_milli_ + per_s_ - 1) / per_s_};
}

void TokenBucket::halve(Time now) {
  const std::lock_guard lock(mutex_);
  if (now - halved_ < kOneBurst) return;
  per_s_ = std::max(1, per_s_ / 2);
  halved_ = now;
  grown_ = now;
}

int TokenBucket::rate() const {
  const std::lock_guard lock(mutex_);
  return per_s_;
}

TokenBucket& Governor::bucket(PayoutStep step) {
  switch (step) {
    case PayoutStep::post:
      return creates_;
    case PayoutStep::query:
      return queries_;
    case PayoutStep::cancel:
      return cancels_;
  }
  FENRUN_UNREACHABLE("no such step of a transfer");
}

// Once it is stopped, what a call under way ends with does not start it again.
void Governor::note(PayoutStep step, PayoutId payout, PayoutEvent event) {
  if (step != PayoutStep::post) return;
  const std::lock_guard lock(mutex_);
  if (misconfigured_.size() >= misconfigured_max_) return;
  if (event == PayoutEvent::misconfigured) {
    misconfigured_.insert(payout);
  } else if (event >= PayoutEvent::create_accepted && event <= PayoutEvent::create_cancelled) {
    misconfigured_.clear();
  }
}

void Governor::forgive() {
  const std::lock_guard lock(mutex_);
  misconfigured_.clear();
}

bool Governor::may_post() const {
  const std::lock_guard lock(mutex_);
  return misconfigured_.size() < misconfigured_max_;
}

}  // namespace fenrun::payout
