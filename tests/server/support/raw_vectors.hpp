// The vectors of tests/server/raw_vectors.txt; the format is described at its top.
#pragma once

#include <string>
#include <vector>

namespace fenrun::server::testing {

struct RawVector {
  std::string title;
  std::vector<int> statuses;
  bool stays_open = false;
  std::string bytes;
};

// Throws std::runtime_error when the file cannot be read or is not in the format.
std::vector<RawVector> read_raw_vectors();

}  // namespace fenrun::server::testing
