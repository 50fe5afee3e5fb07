// reference.toml is the documentation of every key: what it says must be what the program does.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include "config/config.hpp"
#include "config/toml.hpp"

namespace fenrun::config {
namespace {

std::string reference() {
  std::ifstream file(FENRUN_REFERENCE_TOML);
  return {std::istreambuf_iterator<char>(file), {}};
}

Reader read(std::string_view text) {
  Reader reader(parse_toml(text, "reference.toml").value(), "reference.toml", "/nowhere", "");
  Config config;
  read_everything(reader, config);
  return reader;
}

std::set<std::pair<std::string, std::string>> missing_keys(const Reader& reader) {
  std::set<std::pair<std::string, std::string>> keys;
  for (const Problem& problem : reader.problems()) keys.emplace(problem.key, problem.what);
  return keys;
}

bool is_key_line(const std::string& line) {
  static const std::regex kKeyLine("#?[a-z][a-z0-9_]* = .*");
  return std::regex_match(line, kKeyLine);
}

// The comment above the group of keys that `key` belongs to.
std::string comment_of(const std::string& key) {
  const auto dot = key.rfind('.');
  const std::string section = "[" + key.substr(0, dot) + "]";
  std::istringstream text(reference());
  std::string comment;
  bool is_in_section = false;
  bool was_key = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with('[')) is_in_section = line == section;
    if (is_in_section && line.starts_with(key.substr(dot + 1) + " = ")) return comment;
    const bool is_key = is_key_line(line);
    if (!is_key && was_key) comment.clear();
    if (!is_key) comment += line + " ";
    was_key = is_key;
  }
  return "";
}

std::set<std::string> numbers_in(const std::string& text) {
  static const std::regex kNumber("[0-9]+");
  std::set<std::string> numbers;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kNumber); at != std::sregex_iterator();
       ++at) {
    numbers.insert(at->str());
  }
  return numbers;
}

TEST(ReferenceTest, it_says_the_limits_of_every_number) {
  int limited = 0;
  const Reader reader = read("");
  for (const KnownKey& key : reader.known_keys()) {
    if (key.min_text.empty()) continue;
    ++limited;
    const auto said = numbers_in(comment_of(key.name));
    EXPECT_TRUE(said.count(key.min_text) == 1 && said.count(key.max_text) == 1)
        << key.name << " is from " << key.min_text << " to " << key.max_text
        << ", which its comment does not say";
  }
  EXPECT_GT(limited, 50);
}

TEST(ReferenceTest, it_says_exactly_the_defaults) {
  const Reader reader = read(reference());
  for (const KnownKey& key : reader.known_keys()) {
    if (!key.default_text.empty()) {
      EXPECT_TRUE(reader.has(key.name)) << key.name << " = " << key.default_text << " is missing";
    }
    EXPECT_EQ(key.value_text, key.default_text) << key.name;
  }
}

TEST(ReferenceTest, nothing_is_wrong_with_it_but_what_has_no_default) {
  EXPECT_EQ(missing_keys(read(reference())), missing_keys(read("")));
}

TEST(ReferenceTest, keys_without_a_default_are_there_as_comments) {
  // With the leading # of every commented key removed, the file must hold every key and no other.
  std::string text = "\n" + reference();
  for (std::size_t at = text.find("\n#"); at != std::string::npos; at = text.find("\n#", at + 1)) {
    if (at + 2 < text.size() && text[at + 2] >= 'a' && text[at + 2] <= 'z') text.erase(at + 1, 1);
  }
  const Reader reader = read(text);
  for (const KnownKey& key : reader.known_keys()) EXPECT_TRUE(reader.has(key.name)) << key.name;
  for (const Problem& problem : reader.problems())
    EXPECT_NE(problem.what, "there is no such key") << problem.key;
}

}  // namespace
}  // namespace fenrun::config
