// Splits a whole of fen into parts by weight so that the parts add up to the whole: each part is its exact
// share rounded down, and the fen left over go to the largest remainders, one each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/money.hpp"

namespace fenrun {

struct Weight {
  std::int64_t key = 0;  // what the part belongs to; it settles ties, so no part depends on the order given
  std::int64_t weight = 0;
};

// Parts in the order of `weights`. `whole` and the weights are not negative, the keys differ, and unless
// `whole` is 0 some weight is positive. No part is negative, a weight of 0 gets 0, and while `whole` is at
// most the sum of the weights no part exceeds its weight. Ties go to the larger weight, then the smaller key.
std::vector<Fen> apportion(Fen whole, std::span<const Weight> weights);

}  // namespace fenrun
