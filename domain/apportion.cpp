#include "domain/apportion.hpp"

#include <algorithm>
#include <numeric>

#include "base/assert.hpp"

namespace fenrun {
namespace {

__extension__ using Wide = __int128;  // fen times a weight

struct Remainder {
  std::size_t index;
  Wide left;
  Weight of;
};

bool comes_first(const Remainder& a, const Remainder& b) {
  if (a.left != b.left) return a.left > b.left;
  if (a.of.weight != b.of.weight) return a.of.weight > b.of.weight;
  return a.of.key < b.of.key;
}

}  // namespace

std::vector<Fen> apportion(Fen whole, std::span<const Weight> weights) {
  const Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0},
                                   [](Wide total, const Weight& one) { return total + one.weight; });
  FENRUN_ASSERT(whole.value >= 0 && sum >= 0);
  std::vector<Fen> parts(weights.size());
  if (whole.value == 0) return parts;
  FENRUN_ASSERT(sum > 0);
  std::vector<Remainder> remainders;
  std::int64_t left = whole.value;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    FENRUN_ASSERT(weights[i].weight >= 0);
    const Wide exact = Wide{whole.value} * weights[i].weight;
    parts[i] = Fen{static_cast<std::int64_t>(exact / sum)};
    left -= parts[i].value;
    remainders.push_back({i, exact % sum, weights[i]});
  }
  std::sort(remainders.begin(), remainders.end(), comes_first);
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[remainders[i].index].value;
  return parts;
}

}  // namespace fenrun
