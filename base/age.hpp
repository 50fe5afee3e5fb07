// How long something has waited, as a metric shows it.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace fenrun {

// 0 for nothing, and for what lies ahead: clocks of two machines differ.
inline double seconds_since(const std::optional<Instant>& then, Instant now) {
  if (!then || *then > now) return 0;
  return std::chrono::duration<double>(now - *then).count();
}

}  // namespace fenrun
