// Other keys while the client runs: taken over whole, or not at all.
#include <algorithm>

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::kStageApiv3Key;
using testing::kStageCertificateSerial;
using testing::kStageMerchantSerial;
using testing::kStagePublicKeyId;
using testing::other_platform_key;
using testing::platform_key;
using testing::run;
using testing::sign;

constexpr const char* kNextPublicKeyId = "PUB_KEY_ID_0114232134912410000000000001";
constexpr const char* kNextMerchantSerial = "508B07E79B8269FEC3D5D3E6AB8ED163A6A380DC";
constexpr const char* kUnpaid =
    R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-1","trade_state":"NOTPAY"})";

const testing::PayKey& next_merchant_key() {
  static const testing::PayKey kKey;
  return kKey;
}

class PayKeyReloadTest : public testing::PayStage {
 protected:
  using Changes = std::vector<std::string>;

  PayKeyReloadTest() {
    now_.keys.files.public_keys = {
        {kStagePublicKeyId, folder_.write("pub.pem", platform_key().public_pem())}};
    pay_ = client(now_);
  }
  // What changed, in any order; or why nothing did.
  Changes reload(const PayOptions& options) {
    auto changes = pay_->reload_keys(options);
    if (!changes) return {changes.error().internal_note()};
    std::sort(changes->begin(), changes->end());
    return *changes;
  }
  std::string asked(const char* serial, const testing::PayKey& key) {
    replies_ = {sign({.body = kUnpaid, .serial = serial, .key = &key})};
    return outcome_of(run(pay_->orders().query("O20260102-1")));
  }
  bool opens(const std::string& apiv3_key) {
    const Json envelope{{"id", "EV-1"},
                        {"create_time", "2026-01-02T08:00:00+08:00"},
                        {"resource_type", "encrypt-resource"},
                        {"event_type", "SECURITY_ECHO.SUCCESS"},
                        {"summary", "s"},
                        {"resource", Json::parse(testing::sealed_resource(
                                         R"({"echo_message":"hello"})", "security", "security", apiv3_key))}};
    const auto body = envelope.dump();
    return pay_->receiver().judge(sign({.body = body}).headers, body).has_value();
  }
  // What a name is sealed under; `key` opens it.
  std::string sealed_for(const testing::PayKey& key) {
    TransferRequest request;
    request.out_bill_no = "P1";
    request.openid = SecretText("o1");
    request.amount = Fen{12'345};
    request.remark = "佣金";
    request.user_name = SecretText("张三");
    request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
    const auto body = pay_->transfers().body(request);
    if (!body.is_done()) return outcome_of(body);
    const auto json = Json::parse(body.done().json.reveal());
    EXPECT_EQ(key.open_oaep(json.at("user_name").get<std::string>()), "张三");
    return body.done().sealing_serial;
  }
  [[nodiscard]] bool is_signed_by_next(const HttpRequest& request) const {
    const auto message = "GET\n" + request.target + "\n" + attribute(request, "timestamp") + "\n" +
                         attribute(request, "nonce_str") + "\n\n";
    return next_merchant_key().verify(message, attribute(request, "signature"));
  }

  PayOptions now_ = options();
};

TEST_F(PayKeyReloadTest, a_new_public_key_id_is_known_at_once_and_an_old_one_no_longer) {
  EXPECT_EQ(asked(kNextPublicKeyId, other_platform_key()), "unknown not_verified");
  auto next = now_;
  next.keys.files.public_keys.push_back(
      {kNextPublicKeyId, folder_.write("next.pem", other_platform_key().public_pem())});
  EXPECT_EQ(reload(next), (Changes{std::string("added ") + kNextPublicKeyId}));
  EXPECT_EQ(asked(kNextPublicKeyId, other_platform_key()), "done");
  EXPECT_EQ(asked(kStagePublicKeyId, platform_key()), "done");

  next.keys.files.public_keys.erase(next.keys.files.public_keys.begin());
  next.keys.files.certificates.clear();
  EXPECT_EQ(reload(next), (Changes{std::string("removed ") + kStageCertificateSerial,
                                   std::string("removed ") + kStagePublicKeyId,
                                   std::string("sealing with ") + kNextPublicKeyId}));
  EXPECT_EQ(asked(kStagePublicKeyId, platform_key()), "unknown not_verified");
  EXPECT_EQ(asked(kNextPublicKeyId, other_platform_key()), "done");
  EXPECT_EQ(header(main_->last(), "Wechatpay-Serial"), kNextPublicKeyId);
}

TEST_F(PayKeyReloadTest, another_of_the_same_keys_may_be_the_one_to_seal_with) {
  auto next = now_;
  auto& public_keys = next.keys.files.public_keys;
  public_keys.push_back({kNextPublicKeyId, folder_.write("next.pem", other_platform_key().public_pem())});
  EXPECT_EQ(reload(next), (Changes{std::string("added ") + kNextPublicKeyId}));
  EXPECT_EQ(sealed_for(platform_key()), kStagePublicKeyId);
  std::swap(public_keys.front(), public_keys.back());
  EXPECT_EQ(reload(next), (Changes{std::string("sealing with ") + kNextPublicKeyId}));
  EXPECT_EQ(sealed_for(other_platform_key()), kNextPublicKeyId);
}

TEST_F(PayKeyReloadTest, another_key_under_an_old_id_is_taken_from_its_file) {
  EXPECT_EQ(reload(now_), Changes{});
  static_cast<void>(folder_.write("pub.pem", other_platform_key().public_pem()));
  EXPECT_EQ(asked(kStagePublicKeyId, other_platform_key()), "unknown not_verified");
  EXPECT_EQ(reload(now_), (Changes{std::string("replaced ") + kStagePublicKeyId}));
  EXPECT_EQ(asked(kStagePublicKeyId, other_platform_key()), "done");
  EXPECT_EQ(asked(kStagePublicKeyId, platform_key()), "unknown not_verified");
}

TEST_F(PayKeyReloadTest, a_new_apiv3_key_opens_what_it_sealed_beside_the_one_before) {
  const std::string next_key(32, 'n');
  EXPECT_TRUE(opens(kStageApiv3Key));
  EXPECT_FALSE(opens(next_key));
  auto next = now_;
  next.apiv3_keys = {SecretText(next_key), SecretText(kStageApiv3Key)};
  EXPECT_EQ(reload(next), (Changes{"APIv3 keys, now 2"}));
  EXPECT_TRUE(opens(kStageApiv3Key));
  EXPECT_TRUE(opens(next_key));
  next.apiv3_keys.pop_back();
  EXPECT_EQ(reload(next), (Changes{"APIv3 keys, now 1"}));
  EXPECT_FALSE(opens(kStageApiv3Key));
}

TEST_F(PayKeyReloadTest,
       the_merchants_key_changes_between_two_requests_and_what_was_sealed_for_it_still_opens) {
  EXPECT_EQ(asked(kStagePublicKeyId, platform_key()), "done");
  EXPECT_TRUE(is_signed(main_->last()));
  auto next = now_;
  next.merchant_key = SecretText(next_merchant_key().private_pem());
  next.merchant_serial = kNextMerchantSerial;
  EXPECT_EQ(reload(next), (Changes{std::string("merchant certificate ") + kNextMerchantSerial}));
  EXPECT_EQ(asked(kStagePublicKeyId, platform_key()), "done");
  EXPECT_EQ(attribute(main_->last(), "serial_no"), kNextMerchantSerial);
  EXPECT_TRUE(is_signed_by_next(main_->last()));
  EXPECT_EQ(reload(next), Changes{});
  Transfer transfer;
  for (const auto* const key : {&testing::merchant_key(), &next_merchant_key()}) {
    transfer.sealed_user_name = key->seal_oaep("张三");
    EXPECT_EQ(pay_->transfers().user_name(transfer)->reveal(), "张三");
  }
  transfer.sealed_user_name = other_platform_key().seal_oaep("张三");
  EXPECT_FALSE(pay_->transfers().user_name(transfer).has_value());
}

TEST_F(PayKeyReloadTest, one_thing_that_cannot_be_used_keeps_everything) {
  auto good = now_;
  good.apiv3_keys = {SecretText(std::string(32, 'n'))};
  good.merchant_serial = kNextMerchantSerial;
  good.merchant_key = SecretText(next_merchant_key().private_pem());
  good.keys.files.public_keys = {
      {kNextPublicKeyId, folder_.write("next.pem", other_platform_key().public_pem())}};
  const std::vector<std::pair<const char*, std::function<void(PayOptions&)>>> spoilt{
      {"cannot be read",
       [&](PayOptions& options) { options.keys.files.certificates = {folder_.path_of("none.pem")}; }},
      {"is not a PEM public key",
       [&](PayOptions& options) {
         options.keys.files.public_keys.push_back({"PUB_KEY_ID_1", folder_.write("bad.pem", "no key")});
       }},
      {"32 characters", [](PayOptions& options) { options.apiv3_keys.emplace_back("short"); }},
      {"APIv3 key is missing", [](PayOptions& options) { options.apiv3_keys.clear(); }},
      {"no PEM private key", [](PayOptions& options) { options.merchant_key = SecretText("no key"); }},
      {"serial is missing", [](PayOptions& options) { options.merchant_serial = ""; }},
      {"change together", [&](PayOptions& options) { options.merchant_key = now_.merchant_key; }},
      {"change together", [&](PayOptions& options) { options.merchant_serial = now_.merchant_serial; }},
      {"no key would be left", [](PayOptions& options) { options.keys.files = {}; }},
      {"takes a restart", [](PayOptions& options) { options.mchid = "1900000002"; }},
      {"takes a restart", [](PayOptions& options) { options.appid = "wxffffffffffffffff"; }},
      {"takes a restart", [](PayOptions& options) { options = PayOptions{}; }},
  };
  for (const auto& [why, spoil] : spoilt) {
    auto options = good;
    spoil(options);
    const auto said = reload(options);
    ASSERT_EQ(said.size(), 1U) << why;
    EXPECT_NE(said[0].find(why), std::string::npos) << said[0];
    EXPECT_EQ(asked(kStagePublicKeyId, platform_key()), "done") << why;
    EXPECT_EQ(attribute(main_->last(), "serial_no"), kStageMerchantSerial) << why;
    EXPECT_EQ(asked(kNextPublicKeyId, other_platform_key()), "unknown not_verified") << why;
    EXPECT_TRUE(opens(kStageApiv3Key)) << why;
  }
  EXPECT_EQ(reload(good).size(), 5U)
      << "a key gone, one new that seals, the merchant's certificate, the APIv3 key";
}

}  // namespace
}  // namespace fenrun::wechat
