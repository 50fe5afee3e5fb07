// How the keys of WeChat Pay come, change and stay.
#include "wechat/pay/keys/platform_keys.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::kStageNow;
using testing::other_platform_key;
using testing::platform_key;
using testing::run;
using testing::sign;

constexpr const char* kOldSerial = "0A00000000000000000000000000000000000001";
constexpr const char* kNewSerial = "0B00000000000000000000000000000000000002";
constexpr const char* kUnpaidOrder =
    R"({"appid":"wx0123456789abcdef","mchid":"1900000001","out_trade_no":"O20260102-1","trade_state":"NOTPAY"})";

struct Listed {
  std::string serial;
  const testing::PayKey* key;
  std::string inner_serial{};
  std::int64_t from_s = kStageNow - 10;
  std::int64_t to_s = kStageNow + 1'000'000;
};

std::string listing(const std::vector<Listed>& certificates,
                    const std::string& apiv3_key = testing::kStageApiv3Key) {
  Json data = Json::array();
  for (const auto& listed : certificates) {
    const auto pem = listed.key->certificate_pem(
        listed.inner_serial.empty() ? listed.serial : listed.inner_serial, listed.from_s, listed.to_s);
    data.push_back(
        {{"serial_no", listed.serial},
         {"effective_time", "2025-01-01T00:00:00+08:00"},
         {"expire_time", "2030-01-01T00:00:00+08:00"},
         {"encrypt_certificate", Json::parse(testing::sealed_resource(pem, "", "certificate", apiv3_key))}});
  }
  return Json{{"data", data}}.dump();
}

class PlatformKeysTest : public testing::PayStage {
 protected:
  PlatformKeysTest() {
    auto options = this->options();
    options.keys.files.certificates = {};
    options.keys.downloads_certificates = true;
    pay_ = client(options);
  }
  bool knows(const char* serial) { return pay_->keys().current()->find(serial, clock_.now()) != nullptr; }
  std::string refresh() {
    const auto done = run(pay_->keys().refresh());
    return done ? "ok" : done.error().internal_note();
  }
  void keep_fresh() {
    boost::asio::io_context context(1);
    boost::asio::co_spawn(context, pay_->keys().keep_fresh(), [](std::exception_ptr) {});
    context.run();
  }
};

TEST_F(PlatformKeysTest, the_first_download_is_verified_with_a_certificate_inside_it) {
  replies_ = {sign({.body = listing({{kOldSerial, &platform_key()}, {kNewSerial, &other_platform_key()}}),
                    .serial = kNewSerial,
                    .key = &other_platform_key()})};
  EXPECT_EQ(refresh(), "ok");
  EXPECT_EQ(main_->last().target, "/v3/certificates?algorithm_type=RSA");
  EXPECT_TRUE(is_signed(main_->last()));
  EXPECT_TRUE(knows(kOldSerial));
  EXPECT_TRUE(knows(kNewSerial));
  EXPECT_TRUE(knows("a00000000000000000000000000000000000001"));  // without the zero, in small letters
}

TEST_F(PlatformKeysTest, a_listing_that_does_not_fit_changes_nothing) {
  const Listed good{kOldSerial, &platform_key()};
  replies_ = {sign({.body = listing({good}), .serial = kOldSerial})};
  ASSERT_EQ(refresh(), "ok");
  auto unsigned_listing = sign({.body = listing({good}), .serial = kOldSerial});
  unsigned_listing.headers.clear();
  const std::string other_key(32, 'k');
  const std::vector<HttpReply> rows{
      unsigned_listing,
      testing::refusal(404, "RESOURCE_NOT_EXISTS"),
      sign({.body = "{}", .serial = kOldSerial}),
      sign({.body = R"({"data":[]})", .serial = kOldSerial}),
      sign({.body = R"({"data":[{"serial_no":"A"}]})", .serial = kOldSerial}),
      sign({.body = listing({good}), .serial = kNewSerial}),
      sign({.body = listing({good}), .serial = kOldSerial, .key = &other_platform_key()}),
      sign({.body = listing({good}), .serial = kOldSerial, .at_s = kStageNow + 300}),
      sign({.body = listing({good}, other_key), .serial = kOldSerial}),
      sign({.body = listing({{kNewSerial, &platform_key(), kOldSerial}}), .serial = kNewSerial}),
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    replies_ = {rows[i]};
    EXPECT_NE(refresh(), "ok") << i;
    EXPECT_TRUE(knows(kOldSerial)) << i;
    EXPECT_FALSE(knows(kNewSerial)) << i;
  }
}

TEST_F(PlatformKeysTest, certificates_out_of_their_validity_are_left_out) {
  replies_ = {sign({.body = listing({{kOldSerial, &platform_key(), "", kStageNow - 100, kStageNow - 1},
                                     {kNewSerial, &other_platform_key()}}),
                    .serial = kNewSerial,
                    .key = &other_platform_key()})};
  EXPECT_EQ(refresh(), "ok");
  EXPECT_FALSE(knows(kOldSerial));
  EXPECT_TRUE(knows(kNewSerial));
}

TEST_F(PlatformKeysTest, an_unknown_serial_makes_the_keys_be_fetched_once_and_the_reply_be_judged_again) {
  replies_ = {sign({.body = kUnpaidOrder, .serial = kNewSerial}),
              sign({.body = listing({{kNewSerial, &platform_key()}}), .serial = kNewSerial})};
  EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "done");
  EXPECT_EQ(main_->count("/v3/certificates"), 1);
  // A stranger's serial cannot make us ask all the time.
  replies_ = {sign({.body = kUnpaidOrder, .serial = kOldSerial})};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "unknown not_verified");
  }
  EXPECT_EQ(main_->count("/v3/certificates"), 1);
  clock_.advance(std::chrono::seconds(30));
  EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "unknown not_verified");
  EXPECT_EQ(main_->count("/v3/certificates"), 2);
}

TEST_F(PlatformKeysTest, an_unknown_serial_asks_again_soon_when_the_keys_could_not_be_fetched) {
  const auto unpaid = sign({.body = kUnpaidOrder, .serial = kNewSerial});
  int asked = 0;
  for (const int pause_s : {0, 1, 2, 4, 8, 16, 30, 30}) {
    clock_.advance(std::chrono::seconds(pause_s));
    replies_ = {unpaid, Result<HttpReply>(kWechatNotReached)};
    EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "unknown not_verified");
    EXPECT_EQ(main_->count("/v3/certificates"), ++asked) << pause_s;
    replies_ = {unpaid};  // at once again: not before the pause is over
    EXPECT_EQ(outcome_of(run(pay_->orders().query("O20260102-1"))), "unknown not_verified");
    EXPECT_EQ(main_->count("/v3/certificates"), asked) << pause_s;
  }
}

TEST_F(PlatformKeysTest, refreshing_backs_off_while_it_fails_and_keeps_the_old_keys) {
  replies_ = {sign({.body = listing({{kOldSerial, &platform_key()}}), .serial = kOldSerial})};
  keep_fresh();
  ASSERT_TRUE(knows(kOldSerial));
  keep_fresh();
  EXPECT_EQ(main_->count("/v3/certificates"), 1);
  replies_ = {Result<HttpReply>(kWechatNotReached)};
  clock_.advance(std::chrono::hours(1));
  int asked = 1;
  for (const int pause_s : {0, 60, 120, 240}) {
    clock_.advance(std::chrono::seconds(pause_s - 1));
    if (pause_s > 0) keep_fresh();
    EXPECT_EQ(main_->count("/v3/certificates"), asked);
    clock_.advance(std::chrono::seconds(1));
    keep_fresh();
    EXPECT_EQ(main_->count("/v3/certificates"), ++asked) << pause_s;
  }
  EXPECT_TRUE(knows(kOldSerial));
}

TEST_F(PlatformKeysTest, a_refresh_that_throws_is_over_and_the_next_one_is_made) {
  replies_ = {};  // the transport throws
  EXPECT_THROW(static_cast<void>(run(pay_->keys().refresh())), std::logic_error);
  // Nobody waits for its end, and the next is due after the usual pause.
  EXPECT_FALSE(run(pay_->keys().look_for_new_keys()));
  keep_fresh();
  EXPECT_EQ(main_->count("/v3/certificates"), 1);
  replies_ = {sign({.body = listing({{kOldSerial, &platform_key()}}), .serial = kOldSerial})};
  clock_.advance(std::chrono::seconds(60));
  keep_fresh();
  EXPECT_TRUE(knows(kOldSerial));
}

TEST_F(PlatformKeysTest, files_are_read_again_while_we_run_and_a_broken_one_keeps_the_old_key) {
  auto options = this->options();
  options.keys.files = {};
  options.keys.files.public_keys = {
      {testing::kStagePublicKeyId, folder_.write("pub_key.pem", platform_key().public_pem())}};
  pay_ = client(options);
  const auto answer = [&](const testing::PayKey& key) {
    replies_ = {sign({.body = kUnpaidOrder, .serial = testing::kStagePublicKeyId, .key = &key})};
    return outcome_of(run(pay_->orders().query("O20260102-1")));
  };
  EXPECT_EQ(answer(platform_key()), "done");
  EXPECT_EQ(header(main_->last(), "Wechatpay-Serial"), testing::kStagePublicKeyId);
  static_cast<void>(folder_.write("pub_key.pem", "nonsense"));
  EXPECT_NE(refresh(), "ok");
  EXPECT_EQ(answer(platform_key()), "done");
  static_cast<void>(folder_.write("pub_key.pem", other_platform_key().public_pem()));
  EXPECT_EQ(answer(other_platform_key()), "unknown not_verified");
  EXPECT_EQ(refresh(), "ok");
  EXPECT_EQ(answer(other_platform_key()), "done");
  EXPECT_EQ(main_->count("/v3/certificates"), 0);  // never asked in this mode
}

TEST_F(PlatformKeysTest, a_client_does_not_start_without_its_keys) {
  const auto refuses = [&](auto spoil) {
    auto options = this->options();
    spoil(options);
    try {
      static_cast<void>(client(options));
    } catch (const std::exception&) {
      return true;
    }
    return false;
  };
  EXPECT_FALSE(refuses([](auto&) {}));
  EXPECT_TRUE(refuses([](auto& o) { o.merchant_key = SecretText("x"); }));
  EXPECT_TRUE(refuses([](auto& o) { o.merchant_serial = ""; }));
  EXPECT_TRUE(refuses([](auto& o) { o.mchid = "19 00"; }));
  EXPECT_TRUE(refuses([](auto& o) { o.apiv3_keys = {}; }));
  EXPECT_TRUE(refuses([](auto& o) { o.apiv3_keys = {SecretText(std::string(31, 'k'))}; }));
  EXPECT_TRUE(refuses([](auto& o) { o.keys.files.certificates = {"/nowhere/cert.pem"}; }));
}

}  // namespace
}  // namespace fenrun::wechat
