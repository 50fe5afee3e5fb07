#include "bench/harness/latency.hpp"

#include <algorithm>
#include <cmath>

namespace fenrun::bench {
namespace {

// value = kGrowth ^ bucket microseconds; 2304 buckets of one percent reach 9e9 us.
const double kLogGrowth = std::log(1.01);

std::size_t bucket_of(double micros, std::size_t buckets) {
  if (micros <= 1) return 0;
  return std::min(static_cast<std::size_t>(std::log(micros) / kLogGrowth) + 1, buckets - 1);
}

}  // namespace

void LatencyHistogram::record(std::chrono::nanoseconds latency) {
  ++buckets_[bucket_of(static_cast<double>(latency.count()) / 1000.0, kBuckets)];
  ++count_;
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
}

double LatencyHistogram::quantile_ms(double fraction) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(fraction * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += buckets_[i];
    if (seen >= wanted && seen > 0) return std::exp(kLogGrowth * static_cast<double>(i)) / 1000.0;
  }
  return 0;
}

}  // namespace fenrun::bench
