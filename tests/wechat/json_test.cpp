#include "wechat/json.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace fenrun::wechat {
namespace {

std::string nested_arrays(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

// Nothing for a name that is there twice, which the library alone lets pass.
std::optional<Json> read_by_the_library(const std::string& text) {
  if (text.find('\0') != std::string::npos) return std::nullopt;  // the library takes it for the end
  std::vector<std::set<std::string>> open;
  bool is_each_name_once = true;
  const Json json = Json::parse(
      text,
      [&](int, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second)
          is_each_name_once = false;
        return true;
      },
      false);
  if (json.is_discarded() || !is_each_name_once) return std::nullopt;
  return json;
}

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
    EXPECT_EQ(json, read_by_the_library(text)) << text;
    if (json) {
      EXPECT_TRUE(parse_json(to_text(*json)).has_value());
    }
  }
}

TEST(JsonFromOutside, what_is_read_is_what_the_library_reads) {
  for (const char* text : {"0",
                           "-0",
                           "-1",
                           "1.5",
                           "-2.5e3",
                           "1E+2",
                           "1e-2",
                           "9223372036854775807",
                           "9223372036854775808",
                           "18446744073709551615",
                           "18446744073709551616",
                           "-9223372036854775808",
                           "-9223372036854775809",
                           "true",
                           "false",
                           "null",
                           R"("")",
                           R"("a\"\\\/\b\f\n\r\t\u0000\u00e9\u4e2d\ud83d\ude00z")",
                           "\"中文 é 😀\"",
                           R"({"\u0061":1,"b":{"\u0061":[]},"":{}})",
                           "[ ]",
                           "{ }",
                           "\t[1 , 2]\r\n"}) {
    ASSERT_TRUE(parse_json(text).has_value()) << text;
    EXPECT_EQ(parse_json(text), read_by_the_library(text)) << text;
  }
  for (const std::string& text : {std::string("-"),
                                  std::string("+1"),
                                  std::string("01"),
                                  std::string("1."),
                                  std::string(".5"),
                                  std::string("1e"),
                                  std::string("1e+"),
                                  std::string("1e999"),
                                  std::string("0x1"),
                                  std::string("tru"),
                                  std::string("True"),
                                  std::string("[1,]"),
                                  std::string("[,1]"),
                                  std::string("[1 2]"),
                                  std::string(R"({"a"})"),
                                  std::string(R"({"a":})"),
                                  std::string(R"({"a":1,})"),
                                  std::string(R"({1:2})"),
                                  std::string(R"({"a":1,"\u0061":2})"),
                                  std::string("[1}"),
                                  std::string("// x\n1"),
                                  std::string("\"a"),
                                  std::string("\"\\x\""),
                                  std::string("\"\\u12g4\""),
                                  std::string("\"\\u123"),
                                  std::string("\"\\ud83d\""),
                                  std::string("\"\\ude00\""),
                                  std::string("\"\\ud83d\\u0041\""),
                                  std::string("\"a\nb\""),
                                  std::string("\"\xed\xa0\x80\""),
                                  std::string("\"\xf4\x90\x80\x80\""),
                                  std::string("\"\xe4\xb8\""),
                                  std::string("1\0", 2),
                                  std::string("\"\0\"", 3)}) {
    EXPECT_FALSE(parse_json(text).has_value()) << text;
    EXPECT_FALSE(read_by_the_library(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace fenrun::wechat
