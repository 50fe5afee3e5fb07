// Money is signed 64-bit fen (1 yuan = 100 fen). There is no conversion from or to a floating-point number.
#pragma once

#include <compare>
#include <cstdint>

namespace fenrun {

struct Fen {
  std::int64_t value = 0;

  friend auto operator<=>(Fen, Fen) = default;
};

}  // namespace fenrun
