#include "config/closest.hpp"

#include <gtest/gtest.h>

namespace fenrun::config {
namespace {

TEST(ClosestTest, a_mistyped_word_finds_its_neighbour) {
  const std::vector<std::string> known{"mysql.port", "mysql.host", "http.port"};
  const struct {
    const char* word;
    std::optional<std::string> expected;
  } cases[] = {
      {"mysql.prot", "mysql.port"},  {"mysq.host", "mysql.host"}, {"htp.port", "http.port"},
      {"mysql.hosts", "mysql.host"}, {"something", std::nullopt}, {"", std::nullopt},
  };
  for (const auto& test : cases) EXPECT_EQ(closest(test.word, known), test.expected) << test.word;
}

}  // namespace
}  // namespace fenrun::config
