#include "wechat/pay/wire/message_verifier.hpp"

#include <gtest/gtest.h>

#include "tests/wechat/pay/support/pay_stage.hpp"
#include "wechat/pay/keys/certificate.hpp"

namespace fenrun::wechat {
namespace {

using testing::kStageCertificateSerial;
using testing::kStageNow;
using testing::kStagePublicKeyId;
using testing::other_platform_key;
using testing::platform_key;

Instant at(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

KeySet two_keys() {
  return KeySet({{kStageCertificateSerial, *RsaPublicKey::from_pem(platform_key().public_pem()),
                  at(kStageNow - 10), at(kStageNow + 10)},
                 {kStagePublicKeyId, *RsaPublicKey::from_pem(other_platform_key().public_pem())}});
}

HttpHeaders headers_of(const HttpReply& reply) { return reply.headers; }

HttpHeaders with(HttpHeaders headers, const std::string& name, const std::string& value) {
  for (auto& [header, old] : headers) {
    if (header == name) old = value;
  }
  return headers;
}

HttpHeaders without(HttpHeaders headers, const std::string& name) {
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  return headers;
}

HttpHeaders plus(HttpHeaders headers, const std::string& name, const std::string& value) {
  headers.emplace_back(name, value);
  return headers;
}

TEST(PayVerifierTest, the_key_is_found_by_the_serial_alone_in_any_case) {
  const auto keys = two_keys();
  const std::string body = R"({"a":1})";
  struct Row {
    const char* serial;
    const testing::PayKey* key;
    PayVerdict verdict;
  };
  const std::vector<Row> rows{
      {kStageCertificateSerial, &platform_key(), PayVerdict::authentic},
      {"5dea10ef55877e3cf6c33255c2e7defff7e427ec", &platform_key(), PayVerdict::authentic},
      {"005DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC", &platform_key(), PayVerdict::authentic},
      {kStagePublicKeyId, &other_platform_key(), PayVerdict::authentic},
      {"pub_key_id_0114232134912410000000000000", &other_platform_key(), PayVerdict::authentic},
      {kStageCertificateSerial, &other_platform_key(), PayVerdict::wrong_signature},
      {kStagePublicKeyId, &platform_key(), PayVerdict::wrong_signature},
      {"5DEA10EF55877E3CF6C33255C2E7DEFFF7E427ED", &platform_key(), PayVerdict::unknown_key},
      {"PUB_KEY_ID_0114232134912410000000000001", &platform_key(), PayVerdict::unknown_key},
      {"0", &platform_key(), PayVerdict::unknown_key},
  };
  for (const auto& row : rows) {
    const auto reply = testing::sign({.body = body, .serial = row.serial, .key = row.key});
    EXPECT_EQ(verify_message(keys, headers_of(reply), body, at(kStageNow)), row.verdict) << row.serial;
  }
}

TEST(PayVerifierTest, the_window_is_open_less_than_five_minutes_on_both_sides) {
  const KeySet keys({{kStagePublicKeyId, *RsaPublicKey::from_pem(platform_key().public_pem())}});
  for (const auto& [offset, verdict] : {std::pair{-300, PayVerdict::outside_window},
                                        {-299, PayVerdict::authentic},
                                        {299, PayVerdict::authentic},
                                        {300, PayVerdict::outside_window}}) {
    const auto reply = testing::sign({.body = "x", .serial = kStagePublicKeyId, .at_s = kStageNow + offset});
    EXPECT_EQ(verify_message(keys, headers_of(reply), "x", at(kStageNow)), verdict) << offset;
  }
}

TEST(PayVerifierTest, a_certificate_out_of_its_validity_is_no_key) {
  const auto keys = two_keys();
  for (const auto& [offset, verdict] : {std::pair{-11, PayVerdict::unknown_key},
                                        {-10, PayVerdict::authentic},
                                        {10, PayVerdict::authentic},
                                        {11, PayVerdict::unknown_key}}) {
    const auto reply = testing::sign({.body = "x", .at_s = kStageNow + offset});
    EXPECT_EQ(verify_message(keys, headers_of(reply), "x", at(kStageNow + offset)), verdict) << offset;
  }
}

TEST(PayVerifierTest, every_way_to_forge_is_told_apart) {
  const auto keys = two_keys();
  const std::string body = R"({"a":1})";
  const auto good = headers_of(testing::sign({.body = body}));
  const std::string signature = *sole_header(good, "wechatpay-signature");
  struct Row {
    HttpHeaders headers;
    std::string body;
    PayVerdict verdict;
  };
  const std::vector<Row> rows{
      {good, body, PayVerdict::authentic},
      {plus(good, "Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"), body, PayVerdict::authentic},
      {plus(good, "Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3"), body, PayVerdict::wrong_algorithm},
      {without(good, "wechatpay-serial"), body, PayVerdict::headers_missing},
      {without(good, "wechatpay-nonce"), body, PayVerdict::headers_missing},
      {without(good, "wechatpay-timestamp"), body, PayVerdict::headers_missing},
      {without(good, "wechatpay-signature"), body, PayVerdict::headers_missing},
      {with(good, "wechatpay-nonce", ""), body, PayVerdict::headers_missing},
      {with(good, "wechatpay-nonce", std::string(2049, 'n')), body, PayVerdict::headers_missing},
      {plus(good, "Wechatpay-Serial", kStagePublicKeyId), body, PayVerdict::headers_duplicate},
      {plus(good, "WECHATPAY-SIGNATURE", signature), body, PayVerdict::headers_duplicate},
      {with(good, "wechatpay-timestamp", "soon"), body, PayVerdict::outside_window},
      {with(good, "wechatpay-timestamp", "-1"), body, PayVerdict::outside_window},
      {with(good, "wechatpay-timestamp", "9223372036854775807"), body, PayVerdict::outside_window},
      {with(good, "wechatpay-timestamp", "99999999999999999999"), body, PayVerdict::outside_window},
      {with(good, "wechatpay-timestamp", std::to_string(kStageNow) + " "), body, PayVerdict::outside_window},
      {with(good, "wechatpay-timestamp", std::to_string(kStageNow + 1)), body, PayVerdict::wrong_signature},
      {with(good, "wechatpay-nonce", "nonce"), body, PayVerdict::wrong_signature},
      {with(good, "wechatpay-signature", "not base64!"), body, PayVerdict::not_base64},
      {with(good, "wechatpay-signature", "AAAA"), body, PayVerdict::wrong_signature},
      {with(good, "wechatpay-signature", "WECHATPAY/SIGNTEST/" + signature), body, PayVerdict::probe},
      {good, body + " ", PayVerdict::wrong_signature},
      {good, "", PayVerdict::wrong_signature},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(to_text(verify_message(keys, rows[i].headers, rows[i].body, at(kStageNow))),
              to_text(rows[i].verdict))
        << i;
  }
}

TEST(PayVerifierTest, sealing_takes_a_public_key_before_certificates_and_the_newest_of_those) {
  const auto key = *RsaPublicKey::from_pem(platform_key().public_pem());
  const KeySet all({{"AA", key, at(10), at(100)}, {"BB", key, at(20), at(100)}, {kStagePublicKeyId, key}});
  EXPECT_EQ(all.sealing_key(at(50))->serial, kStagePublicKeyId);
  const KeySet certificates(
      {{"AA", key, at(10), at(100)}, {"BB", key, at(20), at(100)}, {"CC", key, at(60), at(99)}});
  EXPECT_EQ(certificates.sealing_key(at(50))->serial, "BB");
  EXPECT_EQ(certificates.sealing_key(at(15))->serial, "AA");
  EXPECT_EQ(certificates.sealing_key(at(5)), nullptr);
}

TEST(PayVerifierTest, keys_that_are_too_small_or_no_rsa_keys_are_refused) {
  const testing::PayKey small(1024);
  EXPECT_FALSE(RsaPublicKey::from_pem(small.public_pem()).has_value());
  EXPECT_FALSE(RsaPrivateKey::from_pem(SecretText(small.private_pem())).has_value());
  EXPECT_FALSE(RsaPublicKey::from_pem("").has_value());
  EXPECT_FALSE(
      RsaPublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").has_value());
  EXPECT_FALSE(RsaPublicKey::from_pem(platform_key().private_pem()).has_value());
  EXPECT_FALSE(RsaPrivateKey::from_pem(SecretText(platform_key().public_pem())).has_value());
  EXPECT_FALSE(read_certificate(platform_key().public_pem()).has_value());
}

}  // namespace
}  // namespace fenrun::wechat
