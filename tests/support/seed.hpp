// The seed of a random test: printed, and given back by FENRUN_TEST_SEED.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>

namespace fenrun::testing {

inline std::uint64_t test_seed() {
  const char* given = std::getenv("FENRUN_TEST_SEED");
  const std::uint64_t seed = given == nullptr ? std::random_device{}() : std::strtoull(given, nullptr, 10);
  std::cout << "seed " << seed << " (FENRUN_TEST_SEED)\n";
  return seed;
}

}  // namespace fenrun::testing
