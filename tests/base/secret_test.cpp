#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string_view>

#include "base/log.hpp"

namespace fenrun {
namespace {

template <class T>
concept Streamed = requires(std::ostream& out, const T& value) {
  out << value;
};
template <class T>
concept Concatenated = requires(const T& value) {
  std::string() + value;
};
template <class T>
concept Compared = requires(const T& one, const T& other) {
  one == other;
};

// What can be printed is told apart by these at all.
static_assert(Streamed<std::string> && Concatenated<std::string> && Compared<std::string>);
static_assert(std::is_convertible_v<std::string, log::Value> &&
              std::is_constructible_v<nlohmann::json, std::string>);

template <class T>
constexpr bool is_unprintable() {
  return !Streamed<T> && !Concatenated<T> && !Compared<T> && !std::is_convertible_v<T, std::string> &&
         !std::is_convertible_v<T, std::string_view> && !std::is_convertible_v<T, bool> &&
         !std::is_constructible_v<std::string_view, T> && !std::is_constructible_v<log::Value, T> &&
         !std::is_constructible_v<nlohmann::json, T>;
}
static_assert(is_unprintable<SecretText>());
static_assert(is_unprintable<Secret<std::array<unsigned char, 32>>>());
// Nor does a text become a secret, or a secret's text leave it, without a word.
static_assert(!std::is_convertible_v<std::string, SecretText>);

TEST(SecretTest, only_reveal_gives_the_value) {
  const SecretText secret("s3cret");
  EXPECT_EQ(secret.reveal(), "s3cret");
  const SecretText copy = secret;
  EXPECT_EQ(copy.reveal(), secret.reveal());
}

TEST(SecretTest, wiping_overwrites_every_byte_of_the_memory) {
  std::array<char, 16> memory{};
  memory.fill('k');
  wipe(memory.data(), memory.size());
  EXPECT_EQ(memory, (std::array<char, 16>{}));
  std::string text = "a key that is longer than what a string keeps inside itself";
  const char* const data = text.data();
  const std::size_t size = text.size();
  wipe(text);
  // The string still owns the memory, emptied.
  EXPECT_EQ(text.data(), data);
  EXPECT_EQ(std::string_view(data, size).find_first_not_of('\0'), std::string_view::npos);
}

}  // namespace
}  // namespace fenrun
