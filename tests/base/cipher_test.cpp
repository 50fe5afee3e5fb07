#include "base/crypto/cipher.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fenrun::crypto {
namespace {

std::string unhex(std::string_view hex) { return from_hex(hex).value(); }

template <class Array>
Array array_of(std::string_view hex) {
  const std::string bytes = unhex(hex);
  Array array{};
  std::ranges::copy(as_bytes(bytes), array.begin());
  return array;
}

struct GcmCase {
  const char* key;
  const char* nonce;
  const char* aad;
  const char* plain;
  const char* sealed;
};

// The GCM specification submitted to NIST, test cases 13, 14 and 16.
constexpr GcmCase kGcmCases[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "", "",
     "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000", "",
     "00000000000000000000000000000000", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf"
     "5aa0de657"
     "ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6"
     "393ba7a0a"
     "bcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

TEST(CipherTest, nist_gcm_vectors_seal_and_open) {
  for (const auto& test : kGcmCases) {
    const auto key = array_of<Key256>(test.key);
    const auto nonce = array_of<Nonce96>(test.nonce);
    const std::string aad = unhex(test.aad);
    EXPECT_EQ(to_hex(as_bytes(aes256_gcm_seal(key, nonce, aad, unhex(test.plain)))), test.sealed);
    EXPECT_EQ(aes256_gcm_open(key, nonce, aad, unhex(test.sealed)), unhex(test.plain));
  }
}

TEST(CipherTest, gcm_does_not_open_when_any_bit_differs) {
  const auto& test = kGcmCases[2];
  const auto key = array_of<Key256>(test.key);
  const auto nonce = array_of<Nonce96>(test.nonce);
  const std::string aad = unhex(test.aad);
  const std::string sealed = unhex(test.sealed);
  for (std::size_t i = 0; i < sealed.size() * 8; ++i) {
    std::string changed = sealed;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    EXPECT_EQ(aes256_gcm_open(key, nonce, aad, changed), std::nullopt) << i;
  }
  EXPECT_EQ(aes256_gcm_open(key, nonce, aad + "x", sealed), std::nullopt);
  EXPECT_EQ(aes256_gcm_open(key, nonce, aad, sealed.substr(1)), std::nullopt);
  EXPECT_EQ(aes256_gcm_open(key, nonce, aad, "too short"), std::nullopt);
}

// NIST SP 800-38A, F.2.1, F.2.3 and F.2.5, first two blocks.
TEST(CipherTest, nist_cbc_vectors) {
  const std::string iv = unhex("000102030405060708090a0b0c0d0e0f");
  const std::string plain = unhex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
  const struct {
    const char* key;
    const char* cipher;
  } cases[] = {
      {"2b7e151628aed2a6abf7158809cf4f3c",
       "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"},
      {"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
       "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"},
      {"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
       "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"},
  };
  for (const auto& test : cases) {
    const std::string key = unhex(test.key);
    const auto cipher = aes_cbc_encrypt(as_bytes(key), as_bytes(iv), plain);
    ASSERT_TRUE(cipher.has_value());
    EXPECT_EQ(to_hex(as_bytes(*cipher)), test.cipher);
    EXPECT_EQ(aes_cbc_decrypt(as_bytes(key), as_bytes(iv), *cipher), plain);
  }
}

TEST(CipherTest, cbc_refuses_wrong_lengths) {
  const std::string block(16, 'x');
  EXPECT_TRUE(aes_cbc_encrypt(as_bytes(block), as_bytes(block), block).has_value());
  EXPECT_EQ(aes_cbc_encrypt(as_bytes("short"), as_bytes(block), block), std::nullopt);
  EXPECT_EQ(aes_cbc_encrypt(as_bytes(block), as_bytes("short"), block), std::nullopt);
  EXPECT_EQ(aes_cbc_decrypt(as_bytes(block), as_bytes(block), "not a block"), std::nullopt);
}

}  // namespace
}  // namespace fenrun::crypto
