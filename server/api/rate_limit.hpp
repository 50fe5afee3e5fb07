// How often one caller may call: a token bucket (kept as one number, the "theoretical arrival time" of GCRA)
// per class and caller. Redis holds the buckets so that all processes share them; while Redis is away each
// process counts alone.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "server/http/message.hpp"

namespace fenrun::server {

inline constexpr ErrorCode kTooManyRequests{ErrorKind::too_many, "rate.limited", "请求过于频繁，请稍后再试",
                                            "Too many requests; please try again later"};

// The classes of the route table. `address` counts everything that comes from one IP address.
enum class Limit { login, read, write, image, document, console, callback, address };

struct LimitPolicy {
  std::string_view name;
  std::int64_t quota;  // requests, also the largest burst
  std::chrono::seconds window;
};

using LimitPolicies = std::array<LimitPolicy, 8>;

// In the order of Limit.
inline constexpr LimitPolicies kLimitPolicies{{
    {"login", 10, std::chrono::seconds(60)},
    {"read", 60, std::chrono::seconds(60)},
    {"write", 20, std::chrono::seconds(60)},
    {"image", 10, std::chrono::seconds(60)},
    {"document", 30, std::chrono::seconds(60)},
    {"console", 300, std::chrono::seconds(60)},
    {"callback", 200, std::chrono::seconds(1)},
    {"address", 1200, std::chrono::seconds(60)},
}};

struct LimitVerdict {
  bool admitted = true;
  std::int64_t remaining = 0;
  std::chrono::seconds reset{0};        // until the bucket is full again
  std::chrono::seconds retry_after{0};  // refused: until one request is admitted
};

// Microseconds between two requests at the policy's rate, at least 1: one a microsecond is the finest rate
// that is told apart, and a larger quota (a load test's) means the same.
std::int64_t interval_us_of(const LimitPolicy& policy);

// One step of GCRA. `arrival_us` is the stored number (0: none) and is moved on when the request is admitted.
LimitVerdict take_token(std::int64_t& arrival_us, const LimitPolicy& policy, Instant now);

// RateLimit-Policy and RateLimit, the two structured fields of the IETF draft.
void add_limit_headers(Reply& reply, const LimitPolicy& policy, const LimitVerdict& verdict);

// The buckets of one process. Thread-safe; forgets the buckets that are full again when it holds
// `buckets_max`.
class LocalBuckets {
 public:
  explicit LocalBuckets(std::size_t buckets_max = 100'000) : buckets_max_(buckets_max) {}
  LimitVerdict take(const std::string& key, const LimitPolicy& policy, Instant now);

 private:
  const std::size_t buckets_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::int64_t> arrivals_us_;
};

}  // namespace fenrun::server
