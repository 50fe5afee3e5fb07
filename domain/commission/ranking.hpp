// Who earned or sold the most in a month. Dealers with the same figure share a rank, and the next one counts
// everybody before it: 1, 2, 2, 4.
#pragma once

#include <cstdint>

#include "domain/ids.hpp"
#include "domain/money.hpp"

namespace fenrun {

enum class RankBy { earned, sales };

struct RankedDealer {
  std::int64_t rank = 0;
  DealerId dealer;
  Fen earned;  // by sales of the month, less what their refunds took back
  Fen sales;   // as the seller

  [[nodiscard]] Fen by(RankBy what) const { return what == RankBy::earned ? earned : sales; }
};

// Where a ranking goes on: the dealer that was looked at last, and the rank that was given last.
struct RankPlace {
  Fen looked_at_fen;
  DealerId looked_at;  // not set at the beginning
  Fen ranked_fen;
  std::int64_t rank = 0;
  std::int64_t ranked = 0;  // how many have a rank
};

}  // namespace fenrun
