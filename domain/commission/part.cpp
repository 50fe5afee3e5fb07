#include "domain/commission/part.hpp"

#include <limits>

#include "base/assert.hpp"

namespace fenrun {
namespace {

__extension__ using Int128 = __int128;

Int128 wide_product(std::int64_t a, std::int64_t b) { return static_cast<Int128>(a) * b; }

std::int64_t narrow_down(Int128 value) {
  FENRUN_ASSERT(value >= 0 && value <= std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(value);
}

}  // namespace

ExactFen exact_rate_of(Fen amount, Ppm rate) {
  FENRUN_ASSERT(amount.value >= 0 && amount <= kCommissionBaseMax);
  FENRUN_ASSERT(rate.value >= 0 && rate <= kPpmWhole);
  const Int128 millionths = wide_product(amount.value, rate.value);
  return {Fen{narrow_down(millionths / kPpmWhole.value)}, narrow_down(millionths % kPpmWhole.value)};
}

bool gets_leftover_fen(std::span<const std::int64_t, 3> millionths, std::size_t index) {
  FENRUN_ASSERT(index < millionths.size());
  std::int64_t sum = 0;
  std::int64_t before_it = 0;  // parts that are served before this one
  for (std::size_t i = 0; i < millionths.size(); ++i) {
    FENRUN_ASSERT(millionths[i] >= 0 && millionths[i] < kPpmWhole.value);
    sum += millionths[i];
    const bool is_served_before =
        i < index ? millionths[i] >= millionths[index] : millionths[i] > millionths[index];
    if (is_served_before) ++before_it;
  }
  return before_it < sum / kPpmWhole.value;
}

Fen pro_rata_down(Fen whole, Fen part, Fen of) {
  FENRUN_ASSERT(of.value > 0 && part.value >= 0 && part <= of && whole.value >= 0);
  return Fen{narrow_down(wide_product(whole.value, part.value) / of.value)};
}

Fen cut_part(Fen limit, Fen before, Fen part, Fen of) {
  FENRUN_ASSERT(part.value >= 0 && before.value >= 0 && before.value <= of.value - part.value);
  FENRUN_ASSERT(limit <= of);
  const Fen up_to_its_end = pro_rata_down(limit, Fen{before.value + part.value}, of);
  return Fen{up_to_its_end.value - pro_rata_down(limit, before, of).value};
}

}  // namespace fenrun
