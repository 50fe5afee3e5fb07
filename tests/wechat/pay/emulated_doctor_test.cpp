// The check-up at the emulator: what an engineer reads on the first day, in Chinese.
#include "tests/wechat/pay/support/emulated_pay.hpp"
#include "tests/wechat/pay/support/notice_shop.hpp"
#include "tests/wechat/pay/support/pay_keys.hpp"
#include "wechat/pay/checkup/checkup.hpp"

namespace fenrun::wechat {
namespace {

class EmulatedDoctorTest : public testing::EmulatedPay {
 protected:
  PayOptions complete_options() {
    PayOptions options = this->options();
    options.payment_notify_url = "https://shop.example.com/callbacks/payments";
    options.refund_notify_url = "https://shop.example.com/callbacks/refunds";
    options.transfer_notify_url = "https://shop.example.com/callbacks/transfers";
    return options;
  }
  std::vector<PayFinding> examine(const PayOptions& options) {
    PayClient client(options, clock_, random_);
    return testing::run_on(context_, check_up(client, clock_, probe_));
  }
  // Everything that is not good: what, where, and what to do.
  std::string complaints(const PayOptions& options) {
    std::string all;
    for (const auto& finding : examine(options)) {
      if (finding.level == FindingLevel::good) continue;
      all.append(finding.zh).append("（").append(finding.detail).append("）");
      all.append(finding.fix_zh).append("\n");
    }
    return all;
  }
  static bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
  }

  testing::NoticeShop shop_{emulator_, *pay_};
  std::string origin_ = shop_.url();  // in the place of https://shop.example.com
  CallbackProbe probe_ = [this](const std::string& url) {
    const auto path = url.substr(url.find('/', url.find("//") + 2));
    return make_callback_probe(clock_, shop_.ca_file())(origin_ + path);
  };
};

TEST_F(EmulatedDoctorTest, a_merchant_who_is_set_up_well_hears_that_all_is_well) {
  EXPECT_EQ(complaints(complete_options()), "");
  std::string all;
  for (const auto& finding : examine(complete_options())) all.append(finding.zh).append("\n");
  for (const char* words : {"微信支付公钥可用", "自检接口通过", "服务器时钟与微信一致", "商家转账接口可用",
                            "回调地址格式正确", "回调地址由本系统应答，并拒绝没有签名的通知"}) {
    EXPECT_TRUE(says(all, words)) << words << "\n" << all;
  }
}

TEST_F(EmulatedDoctorTest, an_address_that_is_not_in_the_allow_list_is_advised_about) {
  emulator_.post("/pay/merchant", {{"ip_allow_list", Json::array({"203.0.113.9"})}});
  const auto said = complaints(complete_options());
  EXPECT_TRUE(says(said, "商家转账不可用")) << said;
  EXPECT_TRUE(says(said, "白名单")) << said;
}

TEST_F(EmulatedDoctorTest, a_wrong_key_of_either_side_is_named) {
  auto options = complete_options();
  options.merchant_key = SecretText(testing::merchant_key().private_pem());
  auto said = complaints(options);
  EXPECT_TRUE(says(said, "SIGN_ERROR")) << said;
  EXPECT_TRUE(says(said, "检查私钥、证书序列号与服务器时钟")) << said;
  EXPECT_FALSE(says(said, "时钟与微信不一致")) << said;

  options = complete_options();
  const std::string file = emulator_.folder() + "/other_pub_key.pem";
  std::ofstream(file) << testing::platform_key().public_pem();
  options.keys.files.public_keys.front().file = file;
  said = complaints(options);
  EXPECT_TRUE(says(said, "自检接口未通过")) << said;
}

TEST_F(EmulatedDoctorTest, a_clock_that_is_ten_minutes_off_is_named_though_every_reply_is_refused) {
  for (const int minutes : {10, -20}) {
    clock_.add(std::chrono::minutes(minutes));
    const auto said = complaints(complete_options());
    EXPECT_TRUE(says(said, "SIGN_ERROR")) << said;
    EXPECT_TRUE(says(said, "服务器时钟与微信不一致")) << said;
    EXPECT_TRUE(says(said, minutes > 0 ? "（-60" : "（60") || says(said, minutes > 0 ? "（-59" : "（59"))
        << said;
  }
}

TEST_F(EmulatedDoctorTest, nobody_or_somebody_else_at_our_callback_urls_is_named) {
  origin_ = "https://127.0.0.1:1";
  auto said = complaints(complete_options());
  EXPECT_TRUE(says(said, "从本机连不上回调地址")) << said;
  std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
  const testing::Authority authority;
  const testing::TlsServer other(authority.issue("IP:127.0.0.1"), [&reply](testing::Peer& peer) {
    static_cast<void>(peer.read_request());
    peer.write(reply);
  });
  probe_ = [&](const std::string& url) {
    return make_callback_probe(
        clock_, authority.file())(other.url("127.0.0.1") + url.substr(url.find('/', url.find("//") + 2)));
  };
  said = complaints(complete_options());
  EXPECT_TRUE(says(said, "回调地址接受了没有签名的通知")) << said;
  reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  said = complaints(complete_options());
  EXPECT_TRUE(says(said, "回调地址上应答的不是本系统")) << said;
  EXPECT_TRUE(says(said, "/callbacks/refunds")) << said;
}

}  // namespace
}  // namespace fenrun::wechat
