#include "base/crypto/password.hpp"

#include <gtest/gtest.h>

namespace fenrun::crypto {
namespace {

constexpr ScryptCost kCheap{16, 1, 1};

// RFC 7914, section 12, the first 32 bytes (scrypt's output is made in blocks of 32). The last vector there
// needs 1 GiB.
TEST(PasswordTest, rfc_7914_vectors) {
  const struct {
    const char* password;
    const char* salt;
    ScryptCost cost;
    const char* expected;
  } cases[] = {
      {"", "", {16, 1, 1}, "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"},
      {"password", "NaCl", {1024, 8, 16}, "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"},
      {"pleaseletmein",
       "SodiumChloride",
       {16384, 8, 1},
       "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(to_hex(scrypt(as_bytes(test.password), as_bytes(test.salt), test.cost)), test.expected);
  }
}

TEST(PasswordTest, right_password_verifies_and_anything_else_does_not) {
  const SecretText pepper(std::string("pepper"));
  const std::string stored = hash_password("correct horse", pepper, {1, 2, 3}, kCheap);
  EXPECT_TRUE(stored.starts_with("scrypt$16$1$1$"));
  EXPECT_TRUE(verify_password("correct horse", pepper, stored));
  EXPECT_FALSE(verify_password("correct horsf", pepper, stored));
  EXPECT_FALSE(verify_password("", pepper, stored));
  EXPECT_FALSE(verify_password("correct horse", SecretText(std::string("other")), stored));
}

TEST(PasswordTest, malformed_stored_forms_never_verify) {
  const SecretText pepper(std::string("pepper"));
  const std::string good = hash_password("x", pepper, {}, kCheap);
  const std::string hash = good.substr(good.rfind('$'));
  const std::string salt = "$AAAAAAAAAAAAAAAAAAAAAA";
  ASSERT_TRUE(verify_password("x", pepper, "scrypt$16$1$1" + salt + hash));
  for (const std::string& stored :
       {std::string(), std::string("scrypt"), "bcrypt$16$1$1" + salt + hash, "scrypt$15$1$1" + salt + hash,
        "scrypt$2097152$1$1" + salt + hash, "scrypt$16$0$1" + salt + hash, "scrypt$16$1$17" + salt + hash,
        "scrypt$16$1$1" + salt + hash + "$", "scrypt$16$1$1" + salt + "$", "scrypt$-16$1$1" + salt + hash,
        "scrypt$16$1$1$!" + hash}) {
    EXPECT_FALSE(verify_password("x", pepper, stored)) << stored;
  }
}

// RFC 6238, appendix B (SHA-1), the last six of the eight digits.
TEST(PasswordTest, rfc_6238_vectors) {
  const struct {
    std::int64_t unix_seconds;
    const char* code;
  } cases[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
               {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& test : cases) {
    const Instant instant{std::chrono::seconds{test.unix_seconds}};
    EXPECT_EQ(totp_code("12345678901234567890", totp_step(instant)), test.code);
  }
}

TEST(PasswordTest, one_time_code_is_good_for_one_step_of_skew_and_only_once) {
  const std::string secret = "12345678901234567890";
  const Instant now{std::chrono::seconds{1'000'000}};
  const std::int64_t current = totp_step(now);
  for (const int skew : {-2, -1, 0, 1, 2}) {
    const auto step = verify_totp(secret, totp_code(secret, current + skew), now, 0);
    if (skew < -1 || skew > 1) {
      EXPECT_EQ(step, std::nullopt) << skew;
    } else {
      EXPECT_EQ(step, current + skew) << skew;
    }
  }
  EXPECT_EQ(verify_totp(secret, totp_code(secret, current), now, current), std::nullopt);
  EXPECT_EQ(verify_totp(secret, totp_code(secret, current - 1), now, current), std::nullopt);
  EXPECT_EQ(verify_totp(secret, totp_code(secret, current + 1), now, current), current + 1);
  EXPECT_EQ(verify_totp(secret, "", now, 0), std::nullopt);
}

}  // namespace
}  // namespace fenrun::crypto
