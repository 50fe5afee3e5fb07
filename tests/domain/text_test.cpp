#include "domain/text.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

TEST(TextTest, utf8_is_counted_in_characters_and_malformed_bytes_are_refused) {
  struct Case {
    std::string_view bytes;
    std::optional<std::size_t> length;
  };
  const std::optional<std::size_t> malformed;
  const Case cases[] = {
      {"", 0},
      {"abc", 3},
      {"王小明", 3},
      {"é\xF0\x9F\x98\x80", 2},
      {"\x7F", 1},
      {"\xC2\x80", 1},
      {"\xDF\xBF", 1},
      {"\xE0\xA0\x80", 1},
      {"\xED\x9F\xBF", 1},
      {"\xEE\x80\x80", 1},
      {"\xF0\x90\x80\x80", 1},
      {"\xF4\x8F\xBF\xBF", 1},
      {"\x80", malformed},              // a continuation byte alone
      {"\xC2", malformed},              // cut short
      {"\xE7\x8E", malformed},          // cut short
      {"\xC2\x41", malformed},          // not continued
      {"\xC0\x80", malformed},          // overlong
      {"\xC1\xBF", malformed},          // overlong
      {"\xE0\x9F\xBF", malformed},      // overlong
      {"\xF0\x8F\xBF\xBF", malformed},  // overlong
      {"\xED\xA0\x80", malformed},      // surrogate
      {"\xED\xBF\xBF", malformed},      // surrogate
      {"\xF4\x90\x80\x80", malformed},  // past U+10FFFF
      {"\xF8\x88\x80\x80\x80", malformed},
      {"\xFF", malformed},
  };
  for (const Case& c : cases) EXPECT_EQ(utf8_length(c.bytes), c.length) << &c - cases;
}

TEST(TextTest, one_line_has_a_length_no_control_characters_and_no_spaces_around) {
  struct Case {
    std::string_view text;
    bool is_one_line;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"a", true},
      {"王小明", true},
      {"王 小明", true},
      {"abcde", true},
      {"abcdef", false},
      {"", false},
      {" a", false},
      {"a ", false},
      {"a\tb", false},
      {"a\nb", false},
      {"a\0b"sv, false},
      {"a\x7F", false},
      {"\xC2\x85", false} /* next line */,
      {"\xC2\x9F", false},
      {"\xC2\xA0", true},
      {"\xE7\x8E", false},
  };
  for (const Case& c : cases) EXPECT_EQ(is_one_line(c.text, 1, 5), c.is_one_line) << &c - cases;
  EXPECT_TRUE(is_one_line("", 0, 5));
}

TEST(TextTest, text_may_span_lines_and_is_limited_in_bytes) {
  using namespace std::string_view_literals;
  EXPECT_TRUE(is_text("第一条\r\n\t内容", 100));
  EXPECT_FALSE(is_text("", 100));
  EXPECT_TRUE(is_text("abc", 3));
  EXPECT_FALSE(is_text("abcd", 3));
  EXPECT_FALSE(is_text("a\0b"sv, 100));
  EXPECT_FALSE(is_text("a\x1B[31m", 100));
  EXPECT_FALSE(is_text("\xFF", 100));
}

TEST(TextTest, a_masked_name_shows_the_first_character_only) {
  EXPECT_EQ(mask_name("王小明"), "王**");
  EXPECT_EQ(mask_name("Li"), "L**");
  EXPECT_EQ(mask_name("王"), "王**");
  EXPECT_EQ(mask_name(""), "**");
  EXPECT_EQ(mask_name("\xF0\x9F\x98\x80x"), "\xF0\x9F\x98\x80**");
  EXPECT_EQ(mask_name("\xFFx"), "**");
}

TEST(TextTest, a_text_is_cut_between_characters) {
  EXPECT_EQ(first_characters("乌龙茶", 2), "乌龙");
  EXPECT_EQ(first_characters("乌龙茶", 3), "乌龙茶");
  EXPECT_EQ(first_characters("tea", 9), "tea");
  EXPECT_EQ(first_characters("tea", 0), "");
  EXPECT_EQ(first_characters("", 3), "");
}

}  // namespace
}  // namespace fenrun
