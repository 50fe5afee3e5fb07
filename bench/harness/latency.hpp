// Latencies of an open-loop run: recorded from the intended send time, so that a stalled server cannot hide
// the requests that waited behind the stall. Logarithmic buckets of at most one percent width, 1 us to about
// an hour.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace fenrun::bench {

class LatencyHistogram {
 public:
  void record(std::chrono::nanoseconds latency);
  void merge(const LatencyHistogram& other);
  // Milliseconds below which `fraction` (0..1) of the recorded values lie; 0 when nothing was recorded.
  [[nodiscard]] double quantile_ms(double fraction) const;
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  static constexpr std::size_t kBuckets = 2304;
  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
};

}  // namespace fenrun::bench
