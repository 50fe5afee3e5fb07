// The time and the chance that a step of the state machine is given, and the texts made from them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace fenrun::emulator {

// The core asks for neither itself.
struct Moment {
  Instant now;
  Random& random;
  std::optional<Instant> signed_at = {};  // what signatures are dated and judged by; absent: `now`

  [[nodiscard]] Instant signing() const { return signed_at.value_or(now); }
};

std::int64_t unix_seconds(Instant instant);

// `length` characters drawn from the 64 of base64url.
std::string random_text(std::size_t length, Random& random);
// `length` lower-case hexadecimal digits.
std::string random_hex(std::size_t length, Random& random);
// `length` decimal digits, the first of them not zero.
std::string random_digits(std::size_t length, Random& random);

}  // namespace fenrun::emulator
