// What paces and stops the calls of all lanes of a process: a bucket of tokens for each kind of call, and the
// transfers whose posts were refused for what only a person can put right.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>

#include "domain/withdrawal/payout.hpp"
#include "payout/options.hpp"

namespace fenrun::payout {

// Thread-safe. Holds at most a tenth of a second's worth: with more, a full bucket and what comes into it
// would together be twice its rate in one second, which is above WeChat's limit.
class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit TokenBucket(int per_s) : per_s_(per_s), per_s_max_(per_s), tokens_milli_(room()) {}

  // Takes one; how long to wait before it is there.
  std::chrono::milliseconds take(Time now);
  // WeChat said that it was too much. Down to one a second; each minute a twentieth of the full rate comes
  // back. Refusals within a second are of one burst, and count once.
  void halve(Time now);
  [[nodiscard]] int rate() const;

 private:
  static constexpr std::int64_t kWhole = 1000;
  [[nodiscard]] std::int64_t room() const { return std::max(kWhole, per_s_ * kWhole / 10); }
  void refill(Time now);

  mutable std::mutex mutex_;
  int per_s_;
  const int per_s_max_;
  std::int64_t tokens_milli_;
  Time filled_{};
  Time halved_{};
  Time grown_{};
};

// Below WeChat's 20 a second. Nobody waits for a receipt, so it is no setting.
inline constexpr int kReceiptCallsPerS = 10;

class Governor {
 public:
  explicit Governor(const PayoutOptions& options)
      : creates_(options.creates_per_s),
        queries_(options.queries_per_s),
        cancels_(options.cancels_per_s),
        misconfigured_max_(static_cast<std::size_t>(options.misconfigured_max)) {}

  [[nodiscard]] TokenBucket& bucket(PayoutStep step);
  [[nodiscard]] TokenBucket& receipts() { return receipts_; }

  // What a call ended with. Only posts count: a refused query is asked again in its time. One transfer that
  // is refused for a reason of its own is one strike, however often it is sent.
  void note(PayoutStep step, PayoutId payout, PayoutEvent event);
  // The keys were exchanged: posts are tried again.
  void forgive();
  // False after refusals of too many transfers with no post between them that WeChat took: until a person has
  // put it right and exchanges the keys or starts the process again.
  [[nodiscard]] bool may_post() const;

 private:
  TokenBucket creates_;
  TokenBucket queries_;
  TokenBucket cancels_;
  TokenBucket receipts_{kReceiptCallsPerS};
  const std::size_t misconfigured_max_;
  mutable std::mutex mutex_;
  std::set<PayoutId> misconfigured_;  // never more than misconfigured_max_
};

}  // namespace fenrun::payout
