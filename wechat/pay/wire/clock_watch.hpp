// How far WeChat's clock is from ours, by the Date of its replies: any reply has one, a refusal for a wrong
// clock too. A Date is not signed; TLS vouches for it, and no single one decides.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "wechat/http/client.hpp"

namespace fenrun::wechat {

// Thread-safe.
class ClockWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // Older replies say nothing about our clock as it is now.
  static constexpr std::chrono::minutes kAgeMax{10};

  // The request went out at `sent`, the reply came at `received`; a difference that the exchange's own length
  // explains is none.
  void note(const HttpReply& reply, Instant sent, Instant received, Time now);

  // WeChat's clock less ours: the middle of the last three replies, the smaller of two. Nothing when fewer
  // than two have said it lately.
  [[nodiscard]] std::optional<std::chrono::seconds> offset(Time now) const;

 private:
  struct Sample {
    std::chrono::seconds offset;
    Time at;
  };
  static constexpr std::size_t kSamples = 3;

  mutable std::mutex mutex_;
  std::deque<Sample> samples_;
};

}  // namespace fenrun::wechat
