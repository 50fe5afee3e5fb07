#include "base/random.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "base/assert.hpp"

namespace fenrun {

std::uint64_t Random::next_u64() {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes<8>()) value = value << 8U | byte;
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  FENRUN_ASSERT(bound > 0);
  // The values at or above the largest multiple of bound would make the small remainders likelier: draw
  // again.
  const std::uint64_t excess = (std::numeric_limits<std::uint64_t>::max() % bound + 1) % bound;
  std::uint64_t value = next_u64();
  while (value > std::numeric_limits<std::uint64_t>::max() - excess) value = next_u64();
  return value % bound;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  if (RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) throw std::runtime_error("no randomness");
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  const std::lock_guard lock(mutex_);
  while (!out.empty()) {
    const std::uint64_t word = engine_();
    const std::size_t size = std::min(out.size(), sizeof word);
    std::memcpy(out.data(), &word, size);
    out = out.subspan(size);
  }
}

}  // namespace fenrun
