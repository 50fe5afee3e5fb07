#include "tests/support/realistic_load.hpp"

#include <algorithm>

namespace fenrun::testing {
namespace {

// A parent among the dealers of one level: half the time one who has a child already (its child's parent),
// else anyone.
class Parents {
 public:
  void add(std::uint32_t dealer) { members_.push_back(dealer); }
  std::uint32_t draw(std::mt19937_64& random) {
    std::uint32_t parent = members_[random() % members_.size()];
    if (!chosen_.empty() && random() % 2 == 0) parent = chosen_[random() % chosen_.size()];
    chosen_.push_back(parent);
    return parent;
  }
  [[nodiscard]] bool empty() const { return members_.empty(); }

 private:
  std::vector<std::uint32_t> members_;
  std::vector<std::uint32_t> chosen_;
};

// Whole yuan less one jiao, 9.90 to 399.90, cheap ones more often.
Fen draw_price(std::mt19937_64& random) {
  const auto low = random() % 40;
  const auto high = random() % 40;
  return Fen{static_cast<std::int64_t>(std::min(low, high) * 1'000 + 990)};
}

constexpr std::uint64_t kWeightOfFirst = 1'000'000'000;

}  // namespace

std::vector<std::uint32_t> sample_parents(std::uint32_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint32_t> parents(count + 1);
  Parents first;
  Parents second;
  for (std::uint32_t dealer = 1; dealer <= count; ++dealer) {
    const auto lot = random() % 30;
    if (lot < 3 || first.empty()) {
      first.add(dealer);
    } else if (lot < 13 || second.empty()) {
      parents[dealer] = first.draw(random);
      second.add(dealer);
    } else {
      parents[dealer] = second.draw(random);
    }
  }
  return parents;
}

RealisticLoad::RealisticLoad(LoadShape shape, std::uint64_t seed)
    : shape_(shape),
      random_(seed),
      parents_(sample_parents(shape.dealers, seed)),
      prices_(1),
      product_weights_(1) {
  Parents sellers;
  for (std::uint32_t dealer = 1; dealer <= shape.dealers; ++dealer) sellers.add(dealer);
  dealers_of_customers_.resize(shape.customers + 1);
  for (std::uint32_t customer = 1; customer <= shape.customers; ++customer) {
    dealers_of_customers_[customer] = sellers.draw(random_);
  }
  for (std::uint32_t product = 1; product <= shape.products; ++product) {
    prices_.push_back(draw_price(random_));
    product_weights_.push_back(product_weights_.back() + kWeightOfFirst / product);
  }
}

std::uint32_t RealisticLoad::draw_product() {
  const std::uint64_t lot = random_() % product_weights_.back();
  const auto place = std::upper_bound(product_weights_.begin(), product_weights_.end(), lot);
  return static_cast<std::uint32_t>(place - product_weights_.begin());
}

LoadOrder RealisticLoad::next_order() {
  LoadOrder order;
  order.customer = static_cast<std::uint32_t>(random_() % shape_.customers) + 1;
  const auto wanted = 1 + std::min(random_() % 4, random_() % 4);
  for (std::uint64_t i = 0; i < wanted; ++i) {
    const LoadLine line{draw_product(), 1 + static_cast<int>(std::min(random_() % 3, random_() % 3))};
    const auto is_same = [&](const LoadLine& other) { return other.product == line.product; };
    if (std::none_of(order.lines.begin(), order.lines.end(), is_same)) order.lines.push_back(line);
  }
  const auto lot = random_() % 1'000;
  if (lot < shape_.returned_permille) {
    order.fate = Fate::returned;
  } else if (lot < shape_.returned_permille + shape_.refunded_in_part_permille) {
    order.fate = Fate::refunded_in_part;
  }
  return order;
}

}  // namespace fenrun::testing
