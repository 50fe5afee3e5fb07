#include "server/api/rate_limit.hpp"

#include <algorithm>

namespace fenrun::server {
namespace {

std::chrono::seconds seconds_up(std::int64_t micros) {
  return std::chrono::seconds((std::max<std::int64_t>(micros, 0) + 999'999) / 1'000'000);
}

}  // namespace

std::int64_t interval_us_of(const LimitPolicy& policy) {
  return std::max<std::int64_t>(std::chrono::microseconds(policy.window).count() / policy.quota, 1);
}

LimitVerdict take_token(std::int64_t& arrival_us, const LimitPolicy& policy, Instant now) {
  const std::int64_t now_us = now.time_since_epoch().count();
  const std::int64_t window_us = std::chrono::microseconds(policy.window).count();
  const std::int64_t interval_us = interval_us_of(policy);
  const std::int64_t next_us = std::max(arrival_us, now_us) + interval_us;
  LimitVerdict verdict;
  const std::int64_t early_us = next_us - window_us - now_us;
  if (early_us > 0) {
    verdict.admitted = false;
    verdict.retry_after = seconds_up(early_us);
    verdict.reset = seconds_up(arrival_us - now_us);
    return verdict;
  }
  arrival_us = next_us;
  verdict.remaining = -early_us / interval_us;
  verdict.reset = seconds_up(next_us - now_us);
  return verdict;
}

void add_limit_headers(Reply& reply, const LimitPolicy& policy, const LimitVerdict& verdict) {
  const std::string name = '"' + std::string(policy.name) + '"';
  reply.headers.emplace_back("RateLimit-Policy", name + ";q=" + std::to_string(policy.quota) +
                                                     ";w=" + std::to_string(policy.window.count()));
  reply.headers.emplace_back("RateLimit", name + ";r=" + std::to_string(verdict.remaining) +
                                              ";t=" + std::to_string(verdict.reset.count()));
}

LimitVerdict LocalBuckets::take(const std::string& key, const LimitPolicy& policy, Instant now) {
  const std::lock_guard lock(mutex_);
  if (arrivals_us_.size() >= buckets_max_ && !arrivals_us_.contains(key)) {
    const std::int64_t now_us = now.time_since_epoch().count();
    std::erase_if(arrivals_us_, [now_us](const auto& bucket) { return bucket.second <= now_us; });
    // All of them busy: a flood from very many callers. Beginning again admits a burst, growing would not
    // end.
    if (arrivals_us_.size() >= buckets_max_) arrivals_us_.clear();
  }
  return take_token(arrivals_us_[key], policy, now);
}

}  // namespace fenrun::server
