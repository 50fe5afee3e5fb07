// The arithmetic of a share: whole fen and millionths of a fen, never a float. Products are taken in 128
// bits.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <span>

#include "domain/money.hpp"

namespace fenrun {

// A rate in parts per million of what it applies to: 50,000 is 5 %.
struct Ppm {
  std::int64_t value = 0;

  friend auto operator<=>(Ppm, Ppm) = default;
};

inline constexpr Ppm kPpmWhole{1'000'000};
inline constexpr Fen kCommissionBaseMax{1'000'000'000'000};  // of one line or order: ten billion yuan

// An amount before rounding: fen + millionths / 1,000,000 of a fen.
struct ExactFen {
  Fen fen;
  std::int64_t millionths = 0;  // 0..999,999

  [[nodiscard]] bool is_zero() const { return fen.value == 0 && millionths == 0; }
  friend auto operator<=>(ExactFen, ExactFen) = default;
};

// rate × amount, exactly. The amount is 0..kCommissionBaseMax, the rate 0..100 %.
ExactFen exact_rate_of(Fen amount, Ppm rate);

// Paid levels of one line whose millionths are given. The whole of the line is the sum of the exact amounts,
// rounded down; each part is rounded down too, and the one or two fen that are left go to the largest
// millionths, to the lower level where they are equal. Says whether the part at `index` gets one of them.
bool gets_leftover_fen(std::span<const std::int64_t, 3> millionths, std::size_t index);

// floor(whole × part / of). `of` is positive, all are non-negative, part at most `of`.
Fen pro_rata_down(Fen whole, Fen part, Fen of);

// What remains of one part when parts that add up to `of` are cut to `limit`: parts are lined up, `before` of
// them stand before this one, and the piece of the limit that lies over it is its own:
//   floor(limit × (before + part) / of) − floor(limit × before / of)
// The pieces add up to the limit exactly, none is negative, and none is larger than its part.
Fen cut_part(Fen limit, Fen before, Fen part, Fen of);

}  // namespace fenrun
