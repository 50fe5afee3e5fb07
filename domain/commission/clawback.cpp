#include "domain/commission/clawback.hpp"

#include "base/assert.hpp"
#include "domain/commission/part.hpp"

namespace fenrun {

Fen clawed_in_all(Fen share, Fen base, Fen refunded) {
  FENRUN_ASSERT(share.value >= 0 && share <= base && refunded.value >= 0 && refunded <= base);
  if (base.value == 0) return Fen{0};
  return pro_rata_down(share, refunded, base);
}

Result<Fen> clawback_of(Fen share, Fen base, Fen refunded_in_all, Fen clawed_before) {
  if (refunded_in_all > base) return kRefundOverBase;
  const Fen in_all = clawed_in_all(share, base, refunded_in_all);
  FENRUN_ASSERT(clawed_before.value >= 0 && clawed_before <= in_all);
  return Fen{in_all.value - clawed_before.value};
}

}  // namespace fenrun
