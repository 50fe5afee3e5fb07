// A shop's world and what happens in it, at realistic proportions, from one seed: dealers by preferential
// attachment, customers of dealers who have many already, products by Zipf's law, baskets, and what becomes
// of them. The same seed and shape, the same load, on every machine. For tests, benches and demonstrations.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "domain/money.hpp"

namespace fenrun::testing {

// Parents of dealers 1..count (index 0 is unused): three levels, every tenth dealer of level 1, a third of
// level 2, the rest level 3, each parent drawn with a preference for those who have many already.
std::vector<std::uint32_t> sample_parents(std::uint32_t count, std::uint64_t seed);

struct LoadShape {
  std::uint32_t dealers = 1'000;
  std::uint32_t customers = 10'000;
  std::uint32_t products = 200;  // one SKU each
  // Of 1,000 orders: given back as a whole, and in part. Shops of daily goods report 5 to 10 per cent in all.
  std::uint32_t returned_permille = 50;
  std::uint32_t refunded_in_part_permille = 30;
};

enum class Fate { kept, refunded_in_part, returned };

struct LoadLine {
  std::uint32_t product = 0;  // 1..products
  int quantity = 1;
};

struct LoadOrder {
  std::uint32_t customer = 0;   // 1..customers
  std::vector<LoadLine> lines;  // one to four, of different products
  Fate fate = Fate::kept;
};

class RealisticLoad {
 public:
  RealisticLoad(LoadShape shape, std::uint64_t seed);

  [[nodiscard]] const LoadShape& shape() const { return shape_; }
  [[nodiscard]] const std::vector<std::uint32_t>& parents() const { return parents_; }
  // The dealer whom a customer is bound to.
  [[nodiscard]] std::uint32_t dealer_of(std::uint32_t customer) const {
    return dealers_of_customers_[customer];
  }
  [[nodiscard]] Fen price_of(std::uint32_t product) const { return prices_[product]; }
  [[nodiscard]] Fen cost_of(std::uint32_t product) const { return Fen{prices_[product].value * 2 / 5}; }

  LoadOrder next_order();

 private:
  std::uint32_t draw_product();

  LoadShape shape_;
  std::mt19937_64 random_;
  std::vector<std::uint32_t> parents_;
  std::vector<std::uint32_t> dealers_of_customers_;
  std::vector<Fen> prices_;
  std::vector<std::uint64_t> product_weights_;  // running sums
};

}  // namespace fenrun::testing
