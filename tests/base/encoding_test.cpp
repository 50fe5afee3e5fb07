#include "base/crypto/encoding.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fenrun::crypto {
namespace {

// RFC 4648, section 10.
TEST(EncodingTest, rfc_4648_vectors) {
  const struct {
    const char* plain;
    const char* base64;
    const char* base32;
    const char* hex;
  } cases[] = {
      {"", "", "", ""},
      {"f", "Zg==", "MY", "66"},
      {"fo", "Zm8=", "MZXQ", "666f"},
      {"foo", "Zm9v", "MZXW6", "666f6f"},
      {"foob", "Zm9vYg==", "MZXW6YQ", "666f6f62"},
      {"fooba", "Zm9vYmE=", "MZXW6YTB", "666f6f6261"},
      {"foobar", "Zm9vYmFy", "MZXW6YTBOI", "666f6f626172"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(to_base64(as_bytes(test.plain)), test.base64);
    EXPECT_EQ(from_base64(test.base64), test.plain);
    EXPECT_EQ(to_rfc4648_base32(as_bytes(test.plain)), test.base32);
    EXPECT_EQ(to_hex(as_bytes(test.plain)), test.hex);
    EXPECT_EQ(from_hex(test.hex), test.plain);
  }
}

TEST(EncodingTest, base64url_has_no_padding_and_its_own_alphabet) {
  EXPECT_EQ(to_base64url(as_bytes("\xfb\xff\xfe")), "-__-");
  EXPECT_EQ(to_base64(as_bytes("\xfb\xff\xfe")), "+//+");
  EXPECT_EQ(from_base64url("-__-"), "\xfb\xff\xfe");
  EXPECT_EQ(from_base64url("Zg"), "f");
}

TEST(EncodingTest, malformed_text_is_not_decoded) {
  for (const char* text :
       {"Z", "Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v", "=Zm9", "Zg==Zg==", "-__-"}) {
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
  }
  for (const char* text : {"Zg==", "Z", "Zh", "+//+", "Zm9v "})
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  for (const char* text : {"6", "6g", "0x66", "66 "}) EXPECT_EQ(from_hex(text), std::nullopt) << text;
  EXPECT_EQ(from_hex("aBcD"), "\xab\xcd");
}

TEST(EncodingTest, ulid_has_the_published_shape) {
  const std::array<std::uint8_t, 10> zeros{};
  std::array<std::uint8_t, 10> ones{};
  ones.fill(0xFF);
  EXPECT_EQ(make_ulid(0, zeros), "00000000000000000000000000");
  EXPECT_EQ(make_ulid((std::int64_t{1} << 48) - 1, ones), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
  // The example of the ULID specification: 1469918176385 ms is 01ARYZ6S41.
  EXPECT_EQ(make_ulid(1'469'918'176'385, zeros).substr(0, 10), "01ARYZ6S41");
}

TEST(EncodingTest, ulids_sort_by_time_whatever_the_random_part) {
  std::array<std::uint8_t, 10> high{};
  high.fill(0xFF);
  std::string before;
  for (const std::int64_t ms : {0LL, 1LL, 31LL, 32LL, 1'000'000LL, 1'763'690'000'000LL}) {
    const std::string ulid = make_ulid(ms, high);
    EXPECT_LT(before, ulid);
    before = ulid;
    high.fill(0);
  }
}

TEST(EncodingTest, only_a_ulid_is_a_ulid) {
  EXPECT_TRUE(is_ulid("01ARYZ6S41TSV4RRFFQ69G5FAV"));
  for (const char* text :
       {"", "01ARYZ6S41TSV4RRFFQ69G5FA", "01ARYZ6S41TSV4RRFFQ69G5FAVA", "81ARYZ6S41TSV4RRFFQ69G5FAV",
        "01aryz6s41tsv4rrffq69g5fav", "01ARYZ6S41TSV4RRFFQ69G5FAU"}) {
    EXPECT_FALSE(is_ulid(text)) << text;
  }
}

}  // namespace
}  // namespace fenrun::crypto
