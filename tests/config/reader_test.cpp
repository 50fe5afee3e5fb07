#include "config/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/toml.hpp"

namespace fenrun::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Reader reader_of(std::string_view text) {
  return {parse_toml(text, "test.toml").value(), "test.toml", "/folder", ""};
}

std::vector<std::string> texts(const Reader& reader) {
  std::vector<std::string> lines;
  for (const Problem& problem : reader.problems()) lines.push_back(to_text(problem));
  return lines;
}

TEST(ReaderTest, values_within_their_limits_are_taken) {
  Reader reader = reader_of(
      "[a]\non = true\nname = \"x\"\nport = 65535\nwait_seconds = 90\nwait_ms = 1500\nmode = \"two\"");
  bool on = false;
  std::string name;
  int port = 1;
  std::chrono::milliseconds wait{1};
  std::chrono::seconds pause{3};
  int mode = 1;
  reader.boolean("a.on", on);
  reader.text("a.name", name, 1);
  reader.number("a.port", port, 1, 65535);
  reader.duration("a.wait_ms", wait, std::chrono::milliseconds{1}, std::chrono::seconds{2});
  reader.duration("a.wait_seconds", pause, std::chrono::seconds{1}, std::chrono::minutes{2});
  reader.choice("a.mode", mode, {{"one", 1}, {"two", 2}});
  reader.refuse_unknown_keys();
  EXPECT_THAT(texts(reader), IsEmpty());
  EXPECT_TRUE(on);
  EXPECT_EQ(name, "x");
  EXPECT_EQ(port, 65535);
  EXPECT_EQ(wait, std::chrono::milliseconds{1500});
  EXPECT_EQ(pause, std::chrono::seconds{90});
  EXPECT_EQ(mode, 2);
}

TEST(ReaderTest, every_problem_is_named_and_the_default_stays) {
  Reader reader = reader_of(
      "[a]\nport = 65536\non = \"yes\"\nmode = \"three\"\nname = \"too long\"\nempty = \"\"\nprot = 1");
  bool on = false;
  std::string name = "n";
  std::string empty;
  std::string missing;
  int port = 80;
  int mode = 1;
  reader.number("a.port", port, 1, 65535);
  reader.boolean("a.on", on);
  reader.choice("a.mode", mode, {{"one", 1}, {"two", 2}});
  reader.text("a.name", name, 4);
  reader.text("a.empty", empty, 4, Need::required);
  reader.text("a.missing", missing, 4, Need::required);
  reader.refuse_unknown_keys();
  EXPECT_THAT(
      texts(reader),
      ElementsAre("test.toml:2: a.port: 65536 is out of range; give a number from 1 to 65535",
                  "test.toml:3: a.on: has a value of the wrong type; give true or false",
                  "test.toml:4: a.mode: \"three\" is not a choice; give one of \"one\", \"two\"",
                  "test.toml:5: a.name: the text is too long; give at most 4 bytes",
                  "test.toml:6: a.empty: is empty; give a value", "test.toml: a.missing: is required; add it",
                  "test.toml:7: a.prot: there is no such key; did you mean a.port?"));
  EXPECT_EQ(port, 80);
  EXPECT_EQ(mode, 1);
  EXPECT_EQ(name, "n");
}

TEST(ReaderTest, values_on_both_sides_of_each_limit) {
  const struct {
    const char* text;
    bool is_accepted;
  } cases[] = {{"wait_ms = 99", false},
               {"wait_ms = 100", true},
               {"wait_ms = 2000", true},
               {"wait_ms = 2001", false},
               {"wait_ms = 9223372036854775807", false},
               {"wait_ms = -1", false},
               {"wait_ms = 100.0", false}};
  for (const auto& test : cases) {
    Reader reader = reader_of(test.text);
    std::chrono::milliseconds wait{500};
    reader.duration("wait_ms", wait, std::chrono::milliseconds{100}, std::chrono::seconds{2});
    EXPECT_EQ(reader.problems().empty(), test.is_accepted) << test.text;
  }
}

TEST(ReaderTest, an_unknown_section_is_a_problem_even_when_it_is_empty) {
  Reader reader = reader_of("[mysq]\n[other.inner]\nx = 1");
  int port = 1;
  reader.number("mysql.port", port, 1, 2);
  reader.refuse_unknown_keys();
  EXPECT_THAT(texts(reader), ElementsAre("test.toml:1: mysq: there is no such key; did you mean mysql?",
                                         "test.toml:2: other: there is no such key; remove it",
                                         "test.toml:2: other.inner: there is no such key; remove it",
                                         "test.toml:3: other.inner.x: there is no such key; remove it"));
}

TEST(ReaderTest, free_tables_give_their_members_in_order) {
  Reader reader = reader_of("[keys]\n2 = \"b\"\n1 = \"a\"\n3 = 4");
  const auto members = reader.members("keys");
  reader.refuse_unknown_keys();
  EXPECT_THAT(members, ElementsAre(std::pair("1", "a"), std::pair("2", "b")));
  EXPECT_THAT(texts(reader),
              ElementsAre("test.toml:4: keys.3: has a value of the wrong type; give a text in quotes"));
}

TEST(ReaderTest, relative_paths_start_from_the_files_folder) {
  const Reader reader = reader_of("");
  EXPECT_EQ(reader.resolve("x/../y.key"), "/folder/y.key");
  EXPECT_EQ(reader.resolve("/etc/y.key"), "/etc/y.key");
}

TEST(ReaderTest, what_is_not_toml_is_one_problem_with_its_line) {
  const auto parsed = parse_toml("[a]\nb = ", "test.toml");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().line, 2U);
  EXPECT_FALSE(parse_toml("a = 1\na = 2", "test.toml").has_value());
}

}  // namespace
}  // namespace fenrun::config
