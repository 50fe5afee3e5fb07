// The strict reader of request bodies and the writer of replies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/api/json/reader.hpp"
#include "server/api/json/writer.hpp"

namespace fenrun::server::json {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> pointers(const std::optional<Error>& error) {
  std::vector<std::string> found;
  if (!error) return found;
  for (const auto& field : error->fields()) found.push_back(field.pointer);
  return found;
}

struct BodyCase {
  const char* why;
  std::string body;
  std::string_view code;  // empty: accepted
};

std::string nested(std::size_t depth) {
  return R"({"v":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST(ApiJson, malformed_bodies_are_refused_as_a_whole) {
  const BodyCase cases[] = {
      {"an object", R"({"a":1})", ""},
      {"empty", "", "request.body_malformed"},
      {"cut", R"({"a":)", "request.body_malformed"},
      {"trailing bytes", R"({"a":1} x)", "request.body_malformed"},
      {"a comment", R"({"a":1 /* no */})", "request.body_malformed"},
      {"trailing comma", R"({"a":1,})", "request.body_malformed"},
      {"invalid UTF-8", "{\"a\":\"\xC3\x28\"}", "request.body_malformed"},
      {"lone surrogate", R"({"a":"\ud800"})", "request.body_malformed"},
      {"NaN", R"({"a":NaN})", "request.body_malformed"},
      {"duplicate key", R"({"a":1,"a":2})", "request.duplicate_key"},
      {"duplicate key spelled otherwise", R"({"a":1,"\u0061":2})", "request.duplicate_key"},
      {"duplicate key deep inside", R"({"a":[{"b":1,"b":1}]})", "request.duplicate_key"},
      {"depth 16", nested(16), ""},
      {"depth 17", nested(17), "request.too_deep"},
  };
  for (const auto& one : cases) {
    const auto parsed = parse(one.body);
    EXPECT_EQ(parsed ? "" : parsed.error().code(), one.code) << one.why;
  }
}

TEST(ApiJson, every_wrong_field_is_named_at_once) {
  Reader body(R"({"code":"","amount_fen":1.5,"count":9,"mode":"x","at":"2026-01-01","extra":1,"a/b~":2})");
  body.text("code", {1, 8});
  body.text("name", {1, 8});
  body.integer("amount_fen", 1, 100);
  body.integer("count", 1, 8);
  body.one_of("mode", {"a", "b"});
  body.time("at");
  EXPECT_THAT(pointers(body.refusal()),
              ElementsAre("/code", "/name", "/amount_fen", "/count", "/mode", "/at", "/extra", "/a~1b~0"));
}

TEST(ApiJson, a_body_that_is_no_object_is_refused) {
  for (const char* text : {"[]", "1", "null", R"("x")"}) {
    Reader body(text);
    EXPECT_THAT(pointers(body.refusal()), ElementsAre("")) << text;
  }
}

TEST(ApiJson, integers_are_integers_of_64_bits_within_their_limits) {
  const std::pair<const char*, bool> cases[] = {
      {"1", true},
      {"100", true},
      {"0", false},
      {"101", false},
      {"1.0", false},
      {"1e2", false},
      {"\"1\"", false},
      {"true", false},
      {"-1", false},
      {"9223372036854775808", false},
      {"18446744073709551616", false},
  };
  for (const auto& [text, accepted] : cases) {
    Reader body(std::string("{\"n\":") + text + "}");
    body.integer("n", 1, 100);
    EXPECT_EQ(!body.refusal(), accepted) << text;
  }
}

TEST(ApiJson, lengths_count_characters_and_control_characters_are_refused) {
  const std::pair<std::string, bool> cases[] = {
      {"分润", true},  {"分润分", false},  {"😀😀", true}, {"", false}, {std::string("a\\u0000"), false},
      {"a\\n", false}, {"\\u0085", false}, {"ab", true},
  };
  for (const auto& [text, accepted] : cases) {
    Reader body("{\"t\":\"" + text + "\"}");
    body.text("t", {1, 2});
    EXPECT_EQ(!body.refusal(), accepted) << text;
  }
  Reader lines(R"({"t":"a\nb\tc"})");
  EXPECT_EQ(lines.text("t", {1, 5}, Lines::many), "a\nb\tc");
  EXPECT_FALSE(lines.refusal());
}

TEST(ApiJson, null_is_the_same_as_absent) {
  Reader body(R"({"scene":null})");
  EXPECT_EQ(body.maybe_text("scene", {1, 32}), std::nullopt);
  EXPECT_FALSE(body.refusal());
}

TEST(ApiJson, row_ids_have_one_spelling) {
  const std::pair<const char*, bool> cases[] = {
      {"\"1\"", true},
      {"\"9223372036854775807\"", true},
      {"\"9223372036854775808\"", false},
      {"\"0\"", false},
      {"\"01\"", false},
      {"\"+1\"", false},
      {"\" 1\"", false},
      {"1", false},
      {"\"1x\"", false},
      {"\"\"", false},
  };
  for (const auto& [text, accepted] : cases) {
    Reader body(std::string("{\"id\":") + text + "}");
    body.row_id("id");
    EXPECT_EQ(!body.refusal(), accepted) << text;
  }
}

TEST(ApiJson, lists_of_ids_are_bounded_and_without_repeats) {
  const std::string one = "\"01ARZ3NDEKTSV4RRFFQ69G5FAV\"";
  const std::string two = "\"01ARZ3NDEKTSV4RRFFQ69G5FAW\"";
  const std::pair<std::string, std::size_t> cases[] = {
      {"[]", 1},
      {"[" + one + "]", 0},
      {"[" + one + "," + two + "]", 0},
      {"[" + one + "," + one + "]", 1},
      {"[" + one + "," + two + "," + two + "]", 1},
      {"[\"x\"]", 1},
      {"{}", 1},
  };
  for (const auto& [text, wrong] : cases) {
    Reader body("{\"ids\":" + text + "}");
    body.public_ids("ids", 1, 2);
    EXPECT_EQ(pointers(body.refusal()).size(), wrong) << text;
  }
}

TEST(ApiJson, the_errors_of_one_answer_are_bounded) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) text += "\"k" + std::to_string(i) + "\":1,";
  text.back() = '}';
  Reader body(text);
  EXPECT_EQ(pointers(body.refusal()).size(), 32U);
}

TEST(ApiJson, replies_follow_the_rules_of_the_api) {
  const Instant at = parse_rfc3339("2026-11-21T02:00:00Z").value();
  Writer inner;
  inner.boolean("is_bound", true);
  Writer body;
  body.id("id", DealerId{7})
      .fen("amount_fen", Fen{-5})
      .time("at", at)
      .maybe_text("note", std::nullopt)
      .object("x", inner);
  const int numbers[] = {1, 2};
  body.list("items", numbers, [](int n) { return Writer().integer("n", n); });
  EXPECT_EQ(body.str(), R"({"id":"7","amount_fen":-5,"at":"2026-11-21T10:00:00+08:00","note":null,)"
                        R"("x":{"is_bound":true},"items":[{"n":1},{"n":2}]})");
}

TEST(ApiJson, text_is_escaped) {
  EXPECT_EQ(quote("a\"b\\c\n\x01 分"), "\"a\\\"b\\\\c\\n\\u0001 分\"");
  EXPECT_EQ(quote("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(Writer().str(), "{}");
}

}  // namespace
}  // namespace fenrun::server::json
