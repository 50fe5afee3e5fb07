#include "base/random.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace fenrun {
namespace {

// Gives back the words it was told, most significant byte first.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::deque<std::uint64_t> words) : words_(std::move(words)) {}
  void fill(std::span<std::uint8_t> out) override {
    const std::uint64_t word = words_.front();
    words_.pop_front();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(word >> (56 - 8 * i));
  }
  [[nodiscard]] std::size_t left() const { return words_.size(); }

 private:
  std::deque<std::uint64_t> words_;
};

TEST(RandomTest, same_seed_gives_the_same_bytes) {
  SeededRandom one(7);
  SeededRandom same(7);
  SeededRandom other(8);
  const auto bytes = one.bytes<20>();
  EXPECT_EQ(bytes, same.bytes<20>());
  EXPECT_NE(bytes, other.bytes<20>());
}

TEST(RandomTest, below_stays_below_and_reaches_every_value) {
  SeededRandom random(1);
  std::array<int, 7> seen{};
  for (int i = 0; i < 1000; ++i) ++seen.at(random.below(7));
  for (const int count : seen) EXPECT_GT(count, 0);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomTest, below_draws_again_where_the_remainder_would_be_unfair) {
  // 2^64 = 6 * 3074457345618258602 + 4: the four highest words belong to no full round of six.
  ScriptedRandom random({~std::uint64_t{0}, ~std::uint64_t{0} - 3, ~std::uint64_t{0} - 4});
  EXPECT_EQ(random.below(6), 5U);
  EXPECT_EQ(random.left(), 0U);
}

TEST(RandomTest, below_of_a_power_of_two_uses_every_word) {
  ScriptedRandom random({~std::uint64_t{0}});
  EXPECT_EQ(random.below(16), 15U);
}

TEST(RandomTest, system_random_fills_and_does_not_repeat) {
  SystemRandom random;
  EXPECT_NE(random.bytes<16>(), random.bytes<16>());
}

}  // namespace
}  // namespace fenrun
