#include "wechat/pay/checkup/checkup.hpp"

#include "tests/wechat/pay/support/pay_stage.hpp"

namespace fenrun::wechat {
namespace {

using testing::refusal;
using testing::run;
using testing::sign;

class CheckupTest : public testing::PayStage {
 protected:
  CheckupTest() {
    auto options = this->options();
    options.payment_notify_url = "https://shop.example.com/callbacks/wechat/pay";
    options.refund_notify_url = "https://shop.example.com/callbacks/wechat/refund";
    options.transfer_notify_url = "https://shop.example.com/callbacks/wechat/transfer";
    pay_ = client(options);
  }
  static HttpReply echo() {
    return sign({.body = Json{{"echo_message", "fenrun doctor"},
                              {"encrypted_echo_message", testing::merchant_key().seal_oaep("fenrun doctor")}}
                             .dump()});
  }
  static HttpReply answer(int status, const std::string& body) {
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    return reply;
  }
  static Awaitable<Result<HttpReply>> said(Result<HttpReply> reply) { co_return reply; }
  // The first thing that is not good; empty when all is well.
  std::string complaint() {
    for (const auto& finding : run(check_up(*pay_, clock_, probe_))) {
      EXPECT_FALSE(finding.zh.empty() || finding.en.empty());
      EXPECT_EQ(finding.fix_zh.empty(), finding.level == FindingLevel::good) << finding.en;
      EXPECT_EQ(finding.fix_en.empty(), finding.level == FindingLevel::good) << finding.en;
      if (finding.level != FindingLevel::good)
        return std::string(finding.en) + " | " + std::string(finding.fix_en);
    }
    return "";
  }
  // What is said at our own addresses.
  Result<HttpReply> callback_answer_ = answer(401, R"({"code":"wechat_pay_notice.not_authentic"})");
  std::vector<std::string> tried_;
  CallbackProbe probe_ = [this](std::string url) {
    tried_.push_back(std::move(url));
    return said(callback_answer_);
  };
  static bool says(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
  }
};

TEST_F(CheckupTest, a_merchant_who_is_set_up_well_gets_no_complaint) {
  replies_ = {echo(), refusal(404, "NOT_FOUND")};
  EXPECT_EQ(complaint(), "");
}

TEST_F(CheckupTest, each_usual_mistake_gets_its_own_advice) {
  replies_ = {refusal(401, "SIGN_ERROR")};
  EXPECT_TRUE(says(complaint(), "the key, the certificate's serial and the clock"));
  replies_ = {Result<HttpReply>(kWechatNotReached)};
  EXPECT_TRUE(says(complaint(), "the network, the DNS"));
  replies_ = {sign({.body = "{}", .serial = "AB"})};
  EXPECT_TRUE(says(complaint(), "public_key_files"));
  replies_ = {
      sign({.body = Json{{"echo_message", "fenrun doctor"},
                         {"encrypted_echo_message", testing::platform_key().seal_oaep("fenrun doctor")}}
                        .dump()})};
  EXPECT_TRUE(says(complaint(), "merchant_key_file and merchant_serial"));
  replies_ = {echo(), refusal(400, "INVALID_REQUEST")};
  EXPECT_TRUE(says(complaint(), "allow-list"));
  replies_ = {echo(), refusal(403, "NO_AUTH")};
  EXPECT_TRUE(says(complaint(), "merchant console"));
}

TEST_F(CheckupTest, only_our_own_refusal_at_a_callback_url_is_good) {
  const struct {
    Result<HttpReply> answer;
    const char* words;
  } rows[] = {
      {answer(401, "{}"), "is not our server"},
      {answer(401, R"({"code":"caller.not_signed_in"})"), "is not our server"},
      {answer(403, R"({"code":"wechat_pay_notice.not_authentic"})"), "is not our server"},
      {answer(302, ""), "is not our server"},
      {answer(404, "<html>"), "is not our server"},
      {answer(200, R"({"code":"SUCCESS"})"), "takes a notice that nobody signed"},
      {Result<HttpReply>(kWechatNotReached), "cannot be reached"},
  };
  for (const auto& row : rows) {
    replies_ = {echo(), refusal(404, "NOT_FOUND")};
    callback_answer_ = row.answer;
    EXPECT_TRUE(says(complaint(), row.words)) << row.words;
  }
}

TEST_F(CheckupTest, each_callback_url_on_the_internet_is_tried_and_no_other) {
  auto options = pay_->options();
  options.refund_notify_url = "https://10.0.0.1/callbacks";
  options.payment_notify_url = "http://shop.example.com/callbacks";
  pay_ = client(options);
  replies_ = {echo(), refusal(404, "NOT_FOUND")};
  static_cast<void>(complaint());
  EXPECT_EQ(tried_, std::vector<std::string>{"https://shop.example.com/callbacks/wechat/transfer"});
}

TEST_F(CheckupTest, a_clock_that_is_off_is_noticed_before_signatures_are_refused) {
  for (const auto& [seconds, level] : {std::pair{0, FindingLevel::good},
                                       {29, FindingLevel::good},
                                       {-29, FindingLevel::good},
                                       {30, FindingLevel::warning},
                                       {-119, FindingLevel::warning},
                                       {120, FindingLevel::bad}}) {
    EXPECT_EQ(check_clock(std::chrono::seconds(seconds)).level, level) << seconds;
  }
  EXPECT_EQ(check_clock(std::nullopt).level, FindingLevel::warning);
}

TEST_F(CheckupTest, a_clock_that_nobody_told_about_is_not_called_right) {
  replies_ = {Result<HttpReply>(kWechatNotReached)};
  bool is_named = false;
  for (const auto& finding : run(check_up(*pay_, clock_, probe_))) {
    EXPECT_NE(finding.zh, "服务器时钟与微信一致");
    is_named = is_named || finding.zh == "不知道微信的时间，无法核对服务器时钟";
  }
  EXPECT_TRUE(is_named);
}

TEST_F(CheckupTest, keys_are_looked_at_one_by_one) {
  const auto key = *RsaPublicKey::from_pem(testing::platform_key().public_pem());
  const auto day = [this](int days) { return clock_.now() + std::chrono::hours(24 * days); };
  const auto level = [&](Instant from, Instant to) {
    return check_keys(KeySet({{"AB", key, from, to}}), clock_.now()).front().level;
  };
  EXPECT_EQ(level(day(-1), day(31)), FindingLevel::good);
  EXPECT_EQ(level(day(-1), day(29)), FindingLevel::warning);
  EXPECT_EQ(level(day(1), day(99)), FindingLevel::warning);
  EXPECT_EQ(level(day(-9), day(-1)), FindingLevel::bad);
  EXPECT_EQ(check_keys(KeySet({{testing::kStagePublicKeyId, key}}), clock_.now()).front().level,
            FindingLevel::good);
  EXPECT_EQ(check_keys(KeySet({}), clock_.now()).back().level, FindingLevel::bad);
}

TEST_F(CheckupTest, callback_urls_are_public_complete_and_for_transfers_https) {
  PayOptions options;
  struct Row {
    const char* url;
    FindingLevel payment;
    FindingLevel transfer;
  };
  const auto good = FindingLevel::good;
  const auto bad = FindingLevel::bad;
  for (const auto& row :
       {Row{"https://shop.example.com/x", good, good}, Row{"http://shop.example.com/x", good, bad},
        Row{"", FindingLevel::warning, FindingLevel::warning}, Row{"https://shop.example.com", bad, bad},
        Row{"https://shop.example.com/x?y=1", bad, bad}, Row{"https://localhost/x", bad, bad},
        Row{"https://127.0.0.1:8443/x", bad, bad}, Row{"https://10.1.2.3/x", bad, bad},
        Row{"https://172.16.0.1/x", bad, bad}, Row{"https://172.32.0.1/x", good, good},
        Row{"https://192.168.1.1/x", bad, bad}, Row{"https://169.254.1.1/x", bad, bad},
        Row{"https://[::1]/x", bad, bad}, Row{"https://[fd00::1]/x", bad, bad},
        Row{"https://[2001:db8::1]/x", good, good}}) {
    options.payment_notify_url = row.url;
    options.transfer_notify_url = row.url;
    const auto findings = check_callback_urls(options);
    EXPECT_EQ(findings.front().level, row.payment) << row.url;
    EXPECT_EQ(findings.back().level, row.transfer) << row.url;
  }
}

}  // namespace
}  // namespace fenrun::wechat
