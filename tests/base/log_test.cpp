#include "base/log.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "base/json_text.hpp"

namespace fenrun::log {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(LogTest, a_line_is_one_json_object_with_typed_fields) {
  EXPECT_EQ(
      format_line(Level::info, "2026-11-21T10:00:00.000+08:00", "order.paid",
                  {{"order", "01A"}, {"amount_fen", 1200}, {"is_first", true}, {"rate", 0.5}, {"debt", -7}}),
      R"({"ts":"2026-11-21T10:00:00.000+08:00","level":"info","event":"order.paid","order":"01A",)"
      R"("amount_fen":1200,"is_first":true,"rate":0.5,"debt":-7})");
  EXPECT_EQ(format_line(Level::error, "t", "e", {{"x", std::numeric_limits<double>::infinity()}}),
            R"({"ts":"t","level":"error","event":"e","x":null})");
}

TEST(LogTest, text_is_escaped_and_bytes_that_are_not_utf8_are_replaced) {
  using namespace std::string_view_literals;
  const struct {
    std::string_view text;
    std::string_view expected;
  } cases[] = {
      {"plain 中文 \xF0\x9F\x98\x80"sv, "\"plain 中文 \xF0\x9F\x98\x80\""sv},
      {"a\"b\\c"sv, R"("a\"b\\c")"sv},
      {"line\nbreak\r\ttab"sv, R"("line\nbreak\r\ttab")"sv},
      {"\0\x1F\x7F"sv, R"("\u0000\u001f\u007f")"sv},
      {"\x80"sv, "\"\uFFFD\""sv},                                // lone continuation
      {"\xC0\xAF"sv, "\"\uFFFD\uFFFD\""sv},                      // overlong slash
      {"\xED\xA0\x80"sv, "\"\uFFFD\uFFFD\uFFFD\""sv},            // surrogate
      {"\xF4\x90\x80\x80"sv, "\"\uFFFD\uFFFD\uFFFD\uFFFD\""sv},  // above U+10FFFF
      {"\xE4\xB8"sv, "\"\uFFFD\uFFFD\""sv},                      // cut off
      {"\xE4\"x"sv, "\"\uFFFD\\\"x\""sv},                        // a broken lead never swallows a quote
  };
  for (const auto& test : cases) EXPECT_EQ(quoted(test.text), test.expected);
}

TEST(LogTest, lines_below_the_level_are_not_written) {
  const std::string path = ::testing::TempDir() + "fenrun_log_test.jsonl";
  std::remove(path.c_str());
  start({Level::warning, path});
  info("quiet");
  warning("loud", {{"n", 1}});
  set_level(Level::debug);
  debug("detail");
  flush();
  start({});
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str().find("quiet"), std::string::npos);
  EXPECT_NE(text.str().find(R"("level":"warning","event":"loud","n":1})"
                            "\n"),
            std::string::npos);
  EXPECT_NE(text.str().find("detail"), std::string::npos);
  std::remove(path.c_str());
}

}  // namespace
}  // namespace fenrun::log
