// What of a table waits for somebody, for whoever watches.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace fenrun::db {

struct Waiting {
  std::int64_t count = 0;
  std::optional<Instant> oldest;  // since when; nothing where nothing waits
};

}  // namespace fenrun::db
