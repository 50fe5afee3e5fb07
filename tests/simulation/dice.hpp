// Chance that is the same on every machine: one seed, one run.
#pragma once

#include <chrono>
#include <cstdint>

namespace fenrun::simulation {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  // SplitMix64.
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31U);
  }
  // From 0 on and below `bound`, which is positive.
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
  }
  // Both included.
  std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
  bool permille(std::int64_t chance) { return below(1000) < chance; }
  // Both included, to the millisecond.
  std::chrono::milliseconds wait(std::chrono::milliseconds low, std::chrono::milliseconds high) {
    return std::chrono::milliseconds(between(low.count(), high.count()));
  }

 private:
  std::uint64_t state_;
};

}  // namespace fenrun::simulation
