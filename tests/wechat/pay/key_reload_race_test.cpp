// Keys are exchanged while other threads judge, sign and seal: each of them sees one whole set or the other.
#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::run;
using testing::sign;

constexpr int kReloads = 200;
constexpr int kThreads = 4;

const testing::PayKey& second_merchant_key() {
  static const testing::PayKey kKey;
  return kKey;
}

// A key of WeChat's and the merchant's certificate; both sets share the APIv3 key.
struct RaceKeys {
  std::string public_key_id;
  const testing::PayKey* wechats;
  std::string merchant_serial;
  const testing::PayKey* merchants;
};

class PayKeyRaceTest : public testing::PayStage {
 protected:
  PayKeyRaceTest() {
    const PayTransports transports{.main = std::make_shared<testing::ScriptedTransport>(
                                       [this](const HttpRequest& request) { return answer(request); })};
    pay_ = std::make_unique<PayClient>(options_of(0), transports, clock_, random_);
    for (const auto& keys : sets_) notices_.push_back(notice_of(keys));
  }

  PayOptions options_of(std::size_t set) {
    const RaceKeys& keys = sets_.at(set);
    auto options = this->options();
    options.merchant_serial = keys.merchant_serial;
    options.merchant_key = SecretText(keys.merchants->private_pem());
    options.keys.files = {};
    options.keys.files.public_keys = {
        {keys.public_key_id, folder_.write(std::to_string(set) + ".pem", keys.wechats->public_pem())}};
    return options;
  }

  HttpReply notice_of(const RaceKeys& keys) {
    const Json envelope{{"id", "EV-1"},
                        {"create_time", "2026-01-02T08:00:00+08:00"},
                        {"resource_type", "encrypt-resource"},
                        {"event_type", "SECURITY_ECHO.SUCCESS"},
                        {"summary", "s"},
                        {"resource", Json::parse(testing::sealed_resource(R"({"echo_message":"hello"})",
                                                                          "security", "security"))}};
    return sign({.body = envelope.dump(), .serial = keys.public_key_id, .key = keys.wechats});
  }

  // Refused unless the serial and the signature are of one set; signed by the key that is asked for.
  Result<HttpReply> answer(const HttpRequest& request) {
    const auto serial = attribute(request, "serial_no");
    const auto owner = std::find_if(sets_.begin(), sets_.end(),
                                    [&](const RaceKeys& keys) { return keys.merchant_serial == serial; });
    const auto message = "GET\n" + request.target + "\n" + attribute(request, "timestamp") + "\n" +
                         attribute(request, "nonce_str") + "\n\n";
    if (owner == sets_.end() || !owner->merchants->verify(message, attribute(request, "signature"))) {
      return testing::refusal(401, "SIGN_ERROR");
    }
    const auto wanted = header(request, "Wechatpay-Serial");
    const auto signer = std::find_if(sets_.begin(), sets_.end(),
                                     [&](const RaceKeys& keys) { return keys.public_key_id == wanted; });
    return sign({.body = R"({"appid":"wx0123456789abcdef","mchid":"1900000001",
                             "out_trade_no":"O20260102-1","trade_state":"NOTPAY"})",
                 .serial = wanted,
                 .key = signer->wechats});
  }

  // Taken, or its key is the other set's.
  void judge(std::size_t set) {
    const auto& notice = notices_.at(set);
    const auto judged = pay_->receiver().judge(notice.headers, notice.body);
    if (judged) {
      ++taken_;
    } else {
      EXPECT_TRUE(judged.refused_with(kPayNoticeKeyUnknown)) << judged.error().code();
    }
  }

  // Done; or the key that was asked for is gone when the reply comes, and then nothing is believed.
  void ask_signed() {
    const auto outcome = outcome_of(run(pay_->orders().query("O20260102-1")));
    if (outcome == "done") {
      ++asked_;
    } else {
      EXPECT_EQ(outcome, "unknown not_verified");
    }
  }

  void seal() {
    TransferRequest request;
    request.out_bill_no = "P1";
    request.openid = SecretText("o1");
    request.amount = Fen{12'345};
    request.remark = "佣金";
    request.user_name = SecretText("张三");
    request.report_infos = {{"岗位类型", "推广员"}, {"报酬说明", "1月推广佣金"}};
    const auto body = pay_->transfers().body(request);
    ASSERT_TRUE(body.is_done()) << outcome_of(body);
    const auto sealer = std::find_if(sets_.begin(), sets_.end(), [&](const RaceKeys& keys) {
      return keys.public_key_id == body.done().sealing_serial;
    });
    ASSERT_NE(sealer, sets_.end());
    const auto json = Json::parse(body.done().json.reveal());
    EXPECT_EQ(sealer->wechats->open_oaep(json.at("user_name").get<std::string>()), "张三");
    ++sealed_;
  }

  void work(std::size_t thread) {
    for (std::size_t i = thread; !is_over_; ++i) {
      judge(i % sets_.size());
      ask_signed();
      seal();
    }
  }

  const std::array<RaceKeys, 2> sets_{
      RaceKeys{"PUB_KEY_ID_1", &testing::platform_key(), "AA", &testing::merchant_key()},
      RaceKeys{"PUB_KEY_ID_2", &testing::other_platform_key(), "BB", &second_merchant_key()}};
  std::vector<HttpReply> notices_;
  std::atomic<bool> is_over_{false};
  std::atomic<int> taken_{0};
  std::atomic<int> asked_{0};
  std::atomic<int> sealed_{0};
};

TEST_F(PayKeyRaceTest, two_hundred_reloads_leave_each_thread_one_set_or_the_other) {
  const std::array<PayOptions, 2> options{options_of(0), options_of(1)};
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] { work(thread); });
  }
  for (int i = 1; i <= kReloads; ++i) {
    const auto changes = pay_->reload_keys(options.at(static_cast<std::size_t>(i % 2)));
    EXPECT_EQ(changes ? changes->size() : 0, 4U) << "a key came, one went, another seals, the certificate";
  }
  is_over_ = true;
  for (auto& thread : threads) thread.join();
  for (const auto* count : {&taken_, &asked_, &sealed_}) EXPECT_GE(count->load(), kThreads);
  // All is as it was: the last reload brought the first set.
  judge(0);
  ask_signed();
  EXPECT_FALSE(pay_->receiver().judge(notices_.at(1).headers, notices_.at(1).body).has_value());
}

}  // namespace
}  // namespace fenrun::wechat
