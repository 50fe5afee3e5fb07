#include "domain/reconciliation/number_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace fenrun {
namespace {

TEST(NumberMap, texts_of_every_form_and_length_come_back_as_they_were) {
  NumberMap map;
  std::map<NumberMap::Place, std::string> kept;
  for (std::size_t length = 0; length <= NumberMap::kTextMax; ++length) {
    for (const char fill : {'0', '9', 'F', '\xe5', ' '}) {
      if (length == 0 && fill != '0') continue;
      const std::string text(length, fill);
      const auto added = map.add(text, static_cast<std::uint32_t>(length));
      ASSERT_TRUE(added.is_new) << length << fill;
      kept[added.place] = text;
    }
  }
  for (const auto& [place, text] : kept) {
    EXPECT_EQ(map.text_at(place), text);
    EXPECT_EQ(map.find(text), text.size());
  }
  EXPECT_EQ(map.size(), kept.size());
}

TEST(NumberMap, what_looks_alike_is_told_apart) {
  NumberMap map;
  EXPECT_EQ(map.find("1"), std::nullopt);
  EXPECT_TRUE(map.add("1", 1).is_new);
  EXPECT_TRUE(map.add("10", 2).is_new);
  EXPECT_TRUE(map.add("01", 3).is_new);
  EXPECT_TRUE(map.add("1 ", 4).is_new);
  EXPECT_TRUE(map.add("", 5).is_new);
  EXPECT_FALSE(map.add("10", 6).is_new);
  EXPECT_EQ(map.find("1"), 1U);
  EXPECT_EQ(map.find("10"), 2U);
  EXPECT_EQ(map.find("01"), 3U);
  EXPECT_EQ(map.find("1 "), 4U);
  EXPECT_EQ(map.find(""), 5U);
  EXPECT_EQ(map.find("100"), std::nullopt);
  EXPECT_EQ(map.find(std::string(NumberMap::kTextMax + 1, '1')), std::nullopt);
}

TEST(NumberMap, it_says_what_a_map_of_the_library_says) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  NumberMap map;
  std::map<std::string, std::uint32_t> plain;
  for (std::uint32_t i = 0; i < 50'000; ++i) {
    std::string text = std::to_string(random() % 30'000);
    if (random() % 3 == 0) text.insert(0, "WD");
    EXPECT_EQ(map.add(text, i).is_new, plain.emplace(text, i).second);
  }
  EXPECT_EQ(map.size(), plain.size());
  for (const auto& [text, value] : plain) ASSERT_EQ(map.find(text), value) << text;
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = "x" + std::to_string(random());
    ASSERT_EQ(map.find(text), std::nullopt);
  }
}

}  // namespace
}  // namespace fenrun
