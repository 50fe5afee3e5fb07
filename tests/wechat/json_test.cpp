#include "wechat/json.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace fenrun::wechat {
namespace {

std::string nested_arrays(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonFromOutside, one_whole_value_within_the_limits_is_read) {
  EXPECT_TRUE(parse_json("{}").has_value());
  EXPECT_TRUE(parse_json(R"( {"a":[1,{"a":2}],"b":null} )").has_value());
  EXPECT_TRUE(parse_json(nested_arrays(kJsonDepthMax)).has_value());
}

TEST(JsonFromOutside, everything_else_is_refused) {
  std::string many = "[0";
  for (std::size_t i = 0; i < kJsonValuesMax; ++i) many += ",0";
  for (const auto& text :
       {std::string(), std::string("{"), std::string("{} {}"), std::string("{'a':1}"),
        std::string(R"({"a":01})"), std::string(R"({"a":1,"a":1})"), std::string(R"({"x":{"a":1,"a":2}})"),
        std::string("\"\xff\""), std::string("\"\xc0\x80\""), std::string("nan"),
        nested_arrays(kJsonDepthMax + 1), nested_arrays(500'000), many + "]"}) {
    EXPECT_FALSE(parse_json(text).has_value()) << text.substr(0, 40);
  }
}

TEST(JsonFromOutside, members_are_given_only_with_exactly_the_asked_type) {
  const auto json = parse_json(
      R"({"i":1,"n":-1,"f":1.0,"big":9223372036854775807,"over":9223372036854775808,"s":"x","a":[],"o":{}})");
  ASSERT_TRUE(json.has_value());
  EXPECT_EQ(integer_member(*json, "i"), 1);
  EXPECT_EQ(integer_member(*json, "n"), -1);
  EXPECT_EQ(integer_member(*json, "big"), 9223372036854775807);
  for (const char* name : {"f", "over", "s", "a", "o", "none"})
    EXPECT_FALSE(integer_member(*json, name)) << name;
  EXPECT_EQ(*text_member(*json, "s"), "x");
  for (const char* name : {"i", "a", "o", "none"}) EXPECT_EQ(text_member(*json, name), nullptr) << name;
  EXPECT_NE(object_member(*json, "o"), nullptr);
  EXPECT_EQ(object_member(*json, "a"), nullptr);
  EXPECT_NE(array_member(*json, "a"), nullptr);
  EXPECT_EQ(array_member(*json, "o"), nullptr);
  EXPECT_EQ(text_member(Json::array(), "s"), nullptr);
}

TEST(JsonFromOutside, mutated_documents_are_read_or_refused_but_never_break_us) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const std::string original =
      R"({"errcode":40029,"errmsg":"中 rid: 1-2","a":[1,-2.5e3,true,null,{"b":"\u00e9"}]})";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = original;
    for (auto changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes) {
      const auto place = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[place] = static_cast<char>(random());
          break;
        case 1:
          text.erase(place, 1 + random() % 8);
          break;
        default:
          text.insert(place, text.substr(random() % text.size(), random() % 16));
      }
    }
    const auto json = parse_json(text);
    if (json) {
      EXPECT_TRUE(parse_json(to_text(*json)).has_value());
    }
  }
}

}  // namespace
}  // namespace fenrun::wechat
