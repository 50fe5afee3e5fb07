// reference.toml is the documentation of every key: what it says must be what the program does.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

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
