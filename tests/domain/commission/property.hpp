// How many random cases a property is tried with. FENRUN_PROPERTY_SCALE is a percentage of the full count.
// Without it optimised builds run all, and unoptimised or sanitized ones 2 %, so that the program ends in
// seconds there.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace fenrun::testing {

#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
inline constexpr std::int64_t kPropertyScaleOfBuild = 100;
#else
inline constexpr std::int64_t kPropertyScaleOfBuild = 2;
#endif

inline std::int64_t property_scale() {
  const char* text = std::getenv("FENRUN_PROPERTY_SCALE");
  return text == nullptr ? kPropertyScaleOfBuild : std::max<std::int64_t>(std::stoll(text), 1);
}

inline std::int64_t property_count(std::int64_t full) {
  return std::max<std::int64_t>(full * property_scale() / 100, 1);
}

}  // namespace fenrun::testing
