// The emulator's RSA against what others have published: it shares no code with the client it judges.
#include <gtest/gtest.h>

#include <fstream>

#include "wechat/emulator/core/pay/keys.hpp"
#include "wechat/emulator/core/wire.hpp"

namespace fenrun::emulator::testing {
namespace {

const Json& published() {
  static const auto vectors = [] {
    std::ifstream file(FENRUN_PAY_VECTORS_FILE);
    return Json::parse(file);
  }();
  return vectors;
}

RsaPrivateKey published_key(const Json& vector) {
  const auto& key = published().at("keys").at(vector.at("private_key").get<std::string>());
  return RsaPrivateKey::from_pem(key.at("pem")).value();
}

TEST(PayKeys, signs_as_published) {
  int count = 0;
  for (const auto& vector : published().at("signatures")) {
    if (!vector.contains("private_key") || !vector.contains("expected_signature")) continue;
    const auto key = published_key(vector);
    const auto message = vector.at("message").get<std::string>();
    EXPECT_EQ(key.sign(message), vector.at("expected_signature")) << vector.at("id");
    EXPECT_TRUE(key.public_key().verify(message, vector.at("expected_signature").get<std::string>()));
    EXPECT_FALSE(key.public_key().verify(message + " ", vector.at("expected_signature").get<std::string>()));
    ++count;
  }
  EXPECT_GE(count, 3);
}

TEST(PayKeys, opens_sensitive_fields_as_published) {
  for (const auto& vector : published().at("rsa_oaep_sha1")) {
    if (!vector.contains("private_key")) continue;
    const auto key = published_key(vector);
    EXPECT_EQ(key.decrypt(vector.at("ciphertext_base64").get<std::string>()), vector.at("expected_plaintext"))
        << vector.at("id");
  }
}

TEST(PayKeys, reads_a_published_certificate) {
  const auto& published_one = published().at("keys").at("java_merchant_certificate");
  const auto certificate = PayCertificate::from_pem(published_one.at("pem"));
  ASSERT_TRUE(certificate.has_value());
  EXPECT_EQ(certificate->serial, published_one.at("serial_no"));
  EXPECT_EQ(certificate->effective, parse_rfc3339(published_one.at("not_before").get<std::string>()));
  EXPECT_EQ(certificate->expires, parse_rfc3339(published_one.at("not_after").get<std::string>()));
}

TEST(PayKeys, takes_no_text_for_a_key) {
  for (const auto* text : {"", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "key"}) {
    EXPECT_FALSE(RsaPublicKey::from_pem(text).has_value());
    EXPECT_FALSE(RsaPrivateKey::from_pem(text).has_value());
    EXPECT_FALSE(PayCertificate::from_pem(text).has_value());
  }
}

TEST(PayKeys, what_is_made_is_read_back_and_fits_together) {
  const Instant now{std::chrono::seconds(1'772'424'000)};
  const auto key = RsaPrivateKey::make();
  const auto certificate = PayCertificate::make(key, "1900000001", now);
  EXPECT_EQ(certificate.serial.size(), 40U);
  EXPECT_EQ(certificate.serial.find_first_not_of("0123456789ABCDEF"), std::string::npos);
  EXPECT_EQ(certificate.effective, now - std::chrono::hours(24));
  EXPECT_TRUE(certificate.key.verify("message", key.sign("message")));
  const auto again = RsaPrivateKey::from_pem(key.pem()).value();
  EXPECT_EQ(again.sign("message"), key.sign("message"));
  const auto public_key = RsaPublicKey::from_pem(key.public_pem()).value();
  EXPECT_EQ(key.decrypt(public_key.encrypt(std::string(214, 'x')).value()), std::string(214, 'x'));
  EXPECT_FALSE(public_key.encrypt(std::string(215, 'x')).has_value());
  EXPECT_NE(public_key.encrypt("x"), public_key.encrypt("x"));
  EXPECT_FALSE(key.decrypt("AAAA").has_value());
  EXPECT_FALSE(key.decrypt("no base64").has_value());
}

}  // namespace
}  // namespace fenrun::emulator::testing
