// The published worked examples of WeChat Pay.
#include <gtest/gtest.h>

#include <fstream>

#include "base/crypto/encoding.hpp"
#include "wechat/pay/keys/certificate.hpp"
#include "wechat/pay/keys/rsa.hpp"
#include "wechat/pay/wire/request_signer.hpp"
#include "wechat/pay/wire/resource.hpp"

namespace fenrun::wechat {
namespace {

const Json& pay_vectors() {
  static const Json kAll = [] {
    std::ifstream file(FENRUN_PAY_VECTORS_FILE);
    return Json::parse(file);
  }();
  return kAll;
}

const Json& pay_vector(const char* group, const std::string& id) {
  for (const auto& vector : pay_vectors().at(group)) {
    if (vector.at("id") == id) return vector;
  }
  throw std::logic_error("no vector " + id);
}

std::string of(const Json& vector, const char* name) { return vector.at(name).get<std::string>(); }

RsaPrivateKey pay_vector_key(const Json& vector) {
  const auto pem = of(pay_vectors().at("keys").at(of(vector, "private_key")), "pem");
  return RsaPrivateKey::from_pem(SecretText(pem)).value();
}

std::string signature_by(const RsaPrivateKey& key, const std::string& message) {
  return crypto::to_base64(crypto::as_bytes(key.sign(message)));
}

TEST(PayVectorTest, every_signature_of_the_documents_is_ours_too) {
  for (const auto& vector : pay_vectors().at("signatures")) {
    const auto key = pay_vector_key(vector);
    EXPECT_EQ(signature_by(key, of(vector, "message")), of(vector, "expected_signature")) << of(vector, "id");
    const auto raw = crypto::from_base64(of(vector, "expected_signature")).value();
    EXPECT_TRUE(key.public_key().verify(of(vector, "message"), raw));
    EXPECT_FALSE(key.public_key().verify(of(vector, "message") + "x", raw));
  }
}

TEST(PayVectorTest, the_documented_request_gets_the_documented_header) {
  const Json& vector = pay_vector("signatures", "request_sign_post_jsapi");
  EXPECT_EQ(request_message("POST", of(vector, "canonical_url"), 1554208460, of(vector, "nonce_str"),
                            of(vector, "body")),
            of(vector, "message"));
  const PayMerchant merchant{of(vector, "mchid"), ""};
  const MerchantKeys keys{of(vector, "serial_no"), pay_vector_key(vector)};
  EXPECT_EQ(authorization(merchant, keys, HttpMethod::post, of(vector, "canonical_url"), of(vector, "body"),
                          1554208460, of(vector, "nonce_str")),
            of(vector, "expected_authorization"));
}

TEST(PayVectorTest, a_query_is_part_of_what_is_signed_and_an_empty_body_keeps_its_line) {
  const Json& vector = pay_vector("request_formats", "authorization_message_get_with_query");
  const std::string url = of(vector, "url");
  const auto target = url.substr(url.find('/', std::string("https://").size()));
  EXPECT_EQ(request_message("GET", target, 1652750623, of(vector, "nonce_str"), ""),
            of(vector, "expected_message"));
}

TEST(PayVectorTest, a_mini_programs_payment_signs_prepay_id_and_not_the_bare_number) {
  const Json& vector = pay_vector("signatures", "paysign_miniprogram");
  const auto message =
      payment_message(of(vector, "appId"), 1554208460, of(vector, "nonceStr"), of(vector, "package"));
  EXPECT_EQ(message, of(vector, "message"));
  EXPECT_NE(message, of(pay_vector("signatures", "paysign_app_contrast"), "message"));
}

TEST(PayVectorTest, sealed_resources_open_and_damaged_ones_do_not) {
  for (const auto& vector : pay_vectors().at("aes_gcm")) {
    const Apiv3Keys keys{read_apiv3_key(SecretText(of(vector, "key"))).value()};
    const SealedResource sealed{"AEAD_AES_256_GCM", of(vector, "nonce"), of(vector, "associated_data"),
                                of(vector, "ciphertext_base64")};
    EXPECT_EQ(open_resource(keys, sealed), of(vector, "expected_plaintext"));
    auto damaged = sealed;
    damaged.associated_data = "bad-associatedData";
    EXPECT_EQ(open_resource(keys, damaged), std::nullopt);
    damaged = sealed;
    damaged.nonce = "bad-4a9R25RW";
    EXPECT_EQ(open_resource(keys, damaged), std::nullopt);
    damaged = sealed;
    damaged.ciphertext = crypto::to_base64(crypto::as_bytes(std::string(128, '\0')));
    EXPECT_EQ(open_resource(keys, damaged), std::nullopt);
    damaged = sealed;
    damaged.algorithm = "AEAD_SM4_GCM";
    EXPECT_EQ(open_resource(keys, damaged), std::nullopt);
  }
}

TEST(PayVectorTest, an_apiv3_key_is_32_raw_characters) {
  EXPECT_TRUE(read_apiv3_key(SecretText(std::string(32, 'k'))).has_value());
  for (const std::size_t size : {0U, 16U, 31U, 33U, 64U}) {
    EXPECT_FALSE(read_apiv3_key(SecretText(std::string(size, 'k'))).has_value()) << size;
  }
}

TEST(PayVectorTest, certificates_are_read_with_serial_and_validity) {
  const Json& platform = pay_vector("aes_gcm", "platform_certificate_java");
  const auto read = read_certificate(of(platform, "expected_plaintext"));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->serial, of(platform, "expected_serial_no"));
  EXPECT_EQ(read->not_before, parse_rfc3339(of(platform, "effective_time")));
  EXPECT_EQ(read->not_after, parse_rfc3339(of(platform, "expire_time")));

  const Json& merchant = pay_vectors().at("keys").at("java_merchant_certificate");
  const auto ours = read_certificate(of(merchant, "pem"));
  ASSERT_TRUE(ours.has_value());
  EXPECT_EQ(ours->serial, of(merchant, "serial_no"));
  EXPECT_EQ(ours->not_before, parse_rfc3339(of(merchant, "not_before")));
  EXPECT_EQ(ours->not_after, parse_rfc3339(of(merchant, "not_after")));
}

TEST(PayVectorTest, sensitive_fields_open_and_others_do_not) {
  const Json& vector = pay_vector("rsa_oaep_sha1", "oaep_plaintext");
  const auto key = pay_vector_key(vector);
  EXPECT_EQ(key.open(crypto::from_base64(of(vector, "ciphertext_base64")).value()),
            of(vector, "expected_plaintext"));
  for (const auto& wrong : vector.at("must_fail")) {
    EXPECT_EQ(key.open(crypto::from_base64(wrong.get<std::string>()).value()), std::nullopt);
  }
  EXPECT_EQ(key.open(""), std::nullopt);
  const auto max = vector.at("max_plaintext_bytes_2048").get<std::size_t>();
  const auto longest = key.public_key().seal(std::string(max, 'x'));
  ASSERT_TRUE(longest.has_value());
  EXPECT_EQ(key.open(*longest), std::string(max, 'x'));
  EXPECT_EQ(key.public_key().seal(std::string(max + 1, 'x')), std::nullopt);
  EXPECT_NE(key.public_key().seal("same"), key.public_key().seal("same"));
}

}  // namespace
}  // namespace fenrun::wechat
