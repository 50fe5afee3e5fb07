#include "wechat/miniprogram/client_data.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/crypto/cipher.hpp"
#include "tests/wechat/support/vectors.hpp"

namespace fenrun::wechat {
namespace {

using std::chrono::seconds;
using testing::text;
using testing::vector_of;

Instant at_unix(std::int64_t unix_s) { return Instant(seconds(unix_s)); }

TEST(ClientData, session_signature_agrees_with_the_published_example) {
  const auto& example = vector_of("session_signature");
  EXPECT_EQ(session_signature(SecretText(text(example, "session_key")), text(example, "message")),
            text(example, "expected_signature"));
}

TEST(ClientData, raw_data_signature_agrees_with_the_published_example) {
  const auto& example = vector_of("raw_data");
  const SecretText key(text(example, "session_key"));
  const auto raw = text(example, "rawData");
  EXPECT_TRUE(is_raw_data_signed(raw, key, text(example, "expected_signature")));
  EXPECT_FALSE(is_raw_data_signed(raw + " ", key, text(example, "expected_signature")));
  EXPECT_FALSE(is_raw_data_signed(raw, SecretText("other"), text(example, "expected_signature")));
  EXPECT_FALSE(is_raw_data_signed(raw, key, ""));
}

class EncryptedDataTest : public ::testing::Test {
 protected:
  Result<std::string> open(const std::string& data, const std::string& iv, const std::string& key,
                           const std::string& appid, std::int64_t now_s) {
    return open_encrypted_data(data, iv, SecretText(key), appid, at_unix(now_s));
  }
  // Encrypts `plain` under the example's key and iv.
  std::string seal(const std::string& plain) {
    const auto key = *crypto::from_base64(key_);
    const auto iv = *crypto::from_base64(iv_);
    return crypto::to_base64(crypto::as_bytes(
        *crypto::aes_cbc_encrypt(crypto::as_bytes(key), crypto::as_bytes(iv), with_pkcs7(plain, 16))));
  }

  const Json& example_ = vector_of("encrypted_data");
  const std::string appid_ = text(example_, "appid");
  const std::string key_ = text(example_, "session_key");
  const std::string iv_ = text(example_, "iv");
  const std::string data_ = text(example_, "encryptedData");
  const std::int64_t stamped_s_ = 1477314187;
};

TEST_F(EncryptedDataTest, the_published_example_opens) {
  const auto plain = open(data_, iv_, key_, appid_, stamped_s_ + 60);
  ASSERT_TRUE(plain.has_value()) << plain.error().internal_note();
  EXPECT_EQ(*plain, text(example_, "expected_plaintext"));
}

TEST_F(EncryptedDataTest, what_does_not_open_means_a_stale_key) {
  const std::string other_key = "AAAAAAAAAAAAAAAAAAAAAA==";
  EXPECT_TRUE(open(data_, iv_, other_key, appid_, stamped_s_).refused_with(kWechatSessionStale));
  EXPECT_TRUE(open(data_.substr(4), iv_, key_, appid_, stamped_s_).refused_with(kWechatSessionStale));
  EXPECT_TRUE(open("", iv_, key_, appid_, stamped_s_).refused_with(kWechatSessionStale));
  EXPECT_TRUE(open(data_, "", key_, appid_, stamped_s_).refused_with(kWechatSessionStale));
  EXPECT_TRUE(open(data_, iv_, "", appid_, stamped_s_).refused_with(kWechatSessionStale));
  EXPECT_TRUE(open(seal("not json"), iv_, key_, appid_, stamped_s_).refused_with(kWechatSessionStale));
}

TEST_F(EncryptedDataTest, data_of_another_app_or_another_time_is_refused) {
  EXPECT_TRUE(open(data_, iv_, key_, "wx0000000000000000", stamped_s_).refused_with(kWechatDataInvalid));
  EXPECT_TRUE(open(data_, iv_, key_, appid_, stamped_s_ + 600).has_value());
  EXPECT_TRUE(open(data_, iv_, key_, appid_, stamped_s_ + 601).refused_with(kWechatDataInvalid));
  EXPECT_TRUE(open(data_, iv_, key_, appid_, stamped_s_ - 600).has_value());
  EXPECT_TRUE(open(data_, iv_, key_, appid_, stamped_s_ - 601).refused_with(kWechatDataInvalid));
  for (const char* watermark :
       {R"({})", R"({"watermark":{}})", R"({"watermark":{"appid":"wx4f4bc4dec97d474b"}})",
        R"({"watermark":{"appid":"wx4f4bc4dec97d474b","timestamp":-9223372036854775808}})",
        R"({"watermark":{"appid":"wx4f4bc4dec97d474b","timestamp":9223372036854775807}})",
        R"({"watermark":{"appid":"wx4f4bc4dec97d474b","timestamp":"1477314187"}})"}) {
    EXPECT_TRUE(open(seal(watermark), iv_, key_, appid_, stamped_s_).refused_with(kWechatDataInvalid))
        << watermark;
  }
}

TEST(Pkcs7, padding_goes_on_and_off_for_each_length_and_block) {
  for (const std::size_t block : {16U, 32U}) {
    for (std::size_t size = 0; size <= 2 * block; ++size) {
      const std::string plain(size, 'a');
      const auto padded = with_pkcs7(plain, block);
      EXPECT_EQ(padded.size() % block, 0U);
      EXPECT_GT(padded.size(), plain.size());
      EXPECT_EQ(without_pkcs7(padded, block), plain);
    }
  }
}

TEST(Pkcs7, padding_that_is_none_is_refused) {
  EXPECT_FALSE(without_pkcs7("", 16));
  EXPECT_FALSE(without_pkcs7(std::string(16, '\0'), 16));
  EXPECT_FALSE(without_pkcs7(std::string(16, '\x11'), 16));
  EXPECT_FALSE(without_pkcs7("abc\x02", 16));
  EXPECT_FALSE(without_pkcs7("\x03\x03", 16));
  EXPECT_EQ(without_pkcs7(std::string(17, '\x11'), 32), "");
}

}  // namespace
}  // namespace fenrun::wechat
