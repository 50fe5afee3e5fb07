#include "base/result.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fenrun {
namespace {

constexpr ErrorCode kTooShort{ErrorKind::refused, "name.too_short", "名称过短", "The name is too short"};

Result<std::string> greet(const std::string& name) {
  if (name.size() < 2) return kTooShort;
  return "hello " + name;
}

TEST(Result, carries_the_value_when_the_rule_allows) {
  const auto result = greet("li");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, "hello li");
}

TEST(Result, carries_the_refusal_with_its_code_and_texts) {
  const auto result = greet("x");
  ASSERT_TRUE(result.refused_with(kTooShort));
  EXPECT_EQ(result.error().kind(), ErrorKind::refused);
  EXPECT_EQ(result.error().definition().zh, "名称过短");
}

}  // namespace
}  // namespace fenrun
