#include <gtest/gtest.h>

#include "server/http/language.hpp"

namespace fenrun::server {
namespace {

struct Case {
  const char* accept_language;
  Language expected;
};

TEST(Language, the_heaviest_known_language_wins_and_chinese_is_the_default) {
  const Case cases[] = {
      {"", Language::zh},
      {"en", Language::en},
      {"EN-GB", Language::en},
      {"zh-CN,en;q=0.9", Language::zh},
      {"en-US,en;q=0.9,zh-CN;q=0.8", Language::en},
      {"en;q=0.3,zh;q=0.7", Language::zh},
      {"fr,en;q=0.1", Language::en},
      {"fr", Language::zh},
      {"*", Language::zh},
      {"en;q=0", Language::zh},
      {"en;q=0.001", Language::en},
      {"en ; q=0.5 , zh;q=0.4", Language::en},
      {"english", Language::zh},
      {",,,;q=,en;;", Language::en},
      {"zh;q=0.5,en;q=1.0", Language::en},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(preferred_language(std::string_view(c.accept_language)), c.expected) << c.accept_language;
  }
}

}  // namespace
}  // namespace fenrun::server
