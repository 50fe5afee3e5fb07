#include "base/crypto/digest.hpp"

#include <gtest/gtest.h>

#include "base/crypto/sm3.hpp"

namespace fenrun::crypto {
namespace {

std::string digest_input(std::string_view hex) { return from_hex(hex).value(); }

TEST(DigestTest, fips_180_vectors) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

// GB/T 32905, appendix A.
TEST(DigestTest, sm3_vectors) {
  std::string sixteen_times;
  for (int i = 0; i < 16; ++i) sixteen_times += "abcd";
  const auto hex = [](std::string_view text) {
    const auto hash = sm3(text);
    return hash ? to_hex(*hash) : "OpenSSL does not offer SM3";
  };
  EXPECT_EQ(hex("abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(hex(sixteen_times), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

// RFC 4231, cases 1, 2, 3, 6 and 7.
TEST(DigestTest, rfc_4231_vectors) {
  const std::string long_key(131, '\xaa');
  const struct {
    std::string key;
    std::string message;
    const char* mac;
  } cases[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {long_key, "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {long_key,
       "This is a test using a larger than block-size key and a larger than block-size data. The key needs "
       "to be "
       "hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const auto& test : cases) EXPECT_EQ(to_hex(hmac_sha256(as_bytes(test.key), test.message)), test.mac);
}

TEST(DigestTest, an_empty_key_is_a_key) {
  EXPECT_EQ(to_hex(hmac_sha256({}, "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// RFC 2202, cases 1 and 2.
TEST(DigestTest, rfc_2202_vectors) {
  EXPECT_EQ(to_hex(hmac_sha1(as_bytes(std::string(20, '\x0b')), "Hi There")),
            "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(to_hex(hmac_sha1(as_bytes("Jefe"), "what do ya want for nothing?")),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

// RFC 5869, cases 1 and 3, cut to the first block.
TEST(DigestTest, rfc_5869_vectors) {
  const std::string key_material(22, '\x0b');
  EXPECT_EQ(to_hex(hkdf_sha256(as_bytes(key_material), as_bytes(digest_input("000102030405060708090a0b0c")),
                               digest_input("f0f1f2f3f4f5f6f7f8f9"))),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  EXPECT_EQ(to_hex(hkdf_sha256(as_bytes(key_material), {}, "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(DigestTest, comparison_needs_equal_length_and_bytes) {
  EXPECT_TRUE(equal_in_constant_time(std::string_view(""), std::string_view("")));
  EXPECT_TRUE(equal_in_constant_time(std::string_view("abc"), std::string_view("abc")));
  EXPECT_FALSE(equal_in_constant_time(std::string_view("abc"), std::string_view("abd")));
  EXPECT_FALSE(equal_in_constant_time(std::string_view("abc"), std::string_view("ab")));
}

}  // namespace
}  // namespace fenrun::crypto
