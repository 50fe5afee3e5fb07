// The mini-program client against the emulator: a process of its own, TLS, and WeChat's rules and faults on
// the wire.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "tests/support/emulator.hpp"
#include "tests/wechat/support/run_coroutine.hpp"
#include "wechat/json.hpp"
#include "wechat/miniprogram/client.hpp"
#include "wechat/miniprogram/client_data.hpp"

namespace fenrun::wechat {
namespace {

using testing::run_on;

constexpr const char* kLinkPath = "/wxa/generate_urllink";
constexpr const char* kTokenPath = "/cgi-bin/stable_token";

class EmulatedClientTest : public ::testing::Test {
 protected:
  // Calls fail on purpose here.
  EmulatedClientTest() { log::set_level(log::Level::error); }

  MiniProgramOptions options() {
    MiniProgramOptions options;
    options.appid = emulator_.appid();
    options.app_secret = SecretText(emulator_.secret());
    options.http.base_url = emulator_.base_url();
    options.http.ca_file = emulator_.ca_file();
    options.repeat_after_ms = std::chrono::milliseconds(1);
    return options;
  }

  template <class T>
  std::string outcome(Awaitable<Result<T>> work) {
    const auto result = run_on(context_, std::move(work));
    return result ? "ok" : std::string(result.error().code());
  }
  std::string login(const std::string& code) { return outcome(mini_.code_to_session(code)); }
  std::string link() { return outcome(mini_.generate_urllink({})); }
  std::size_t requests(const char* path) { return emulator_.requests(path).size(); }
  WechatSession session_of(const std::string& openid) {
    return run_on(context_, mini_.code_to_session(emulator_.login_code(openid))).value();
  }

  fenrun::testing::Emulator emulator_;
  SystemClock clock_;
  boost::asio::io_context context_{1};
  MiniProgram mini_{options(), clock_};
};

TEST_F(EmulatedClientTest, a_login_code_gives_a_session_once_and_within_five_minutes) {
  const auto openid = emulator_.add_user(Json{{"unionid", "union-1"}});
  const auto code = emulator_.login_code(openid);
  const auto session = run_on(context_, mini_.code_to_session(code));
  ASSERT_TRUE(session.has_value()) << session.error().internal_note();
  EXPECT_EQ(session->openid.reveal(), openid);
  EXPECT_EQ(session->unionid->reveal(), "union-1");
  EXPECT_EQ(session->session_key.reveal().size(), 24U);
  EXPECT_EQ(login(code), "wechat.code_invalid");
  const auto late = emulator_.login_code(openid);
  emulator_.advance_clock(301);
  EXPECT_EQ(login(late), "wechat.code_invalid");
  EXPECT_EQ(login("never-issued"), "wechat.code_invalid");
  const auto blocked = emulator_.add_user(Json{{"is_blocked", true}});
  EXPECT_EQ(login(emulator_.login_code(blocked)), "wechat.login_blocked");
}

TEST_F(EmulatedClientTest, a_login_whose_answer_is_lost_is_not_sent_again) {
  auto options = this->options();
  options.http.call_ms_max = std::chrono::seconds(2);
  MiniProgram impatient(options, clock_);
  for (const char* fault : {"close_after", "hang_after"}) {
    emulator_.add_fault(fault, "/sns/jscode2session");
    const auto before = requests("/sns/jscode2session");
    const auto code = emulator_.login_code();
    EXPECT_EQ(outcome(impatient.code_to_session(code)), "wechat.outcome_unknown") << fault;
    EXPECT_EQ(requests("/sns/jscode2session"), before + 1) << fault;
    EXPECT_EQ(login(code), "wechat.code_invalid") << fault;  // it had been used up
  }
}

TEST_F(EmulatedClientTest, broken_answers_are_refused_and_a_wrong_content_type_is_not_minded) {
  const std::array<std::pair<const char*, const char*>, 5> rows{{{"truncated_body", "wechat.reply_invalid"},
                                                                 {"http_500", "wechat.reply_invalid"},
                                                                 {"http_502", "wechat.reply_invalid"},
                                                                 {"wrong_content_type", "ok"},
                                                                 {"extra_fields", "ok"}}};
  for (const auto& [fault, expected] : rows) {
    emulator_.add_fault(fault, "/sns/jscode2session");
    EXPECT_EQ(login(emulator_.login_code()), expected) << fault;
  }
}

TEST_F(EmulatedClientTest, a_hundred_calls_share_one_token) {
  emulator_.publish_pages({"pages/index"});
  std::vector<std::optional<Result<std::string>>> links(100);
  for (auto& place : links) {
    boost::asio::co_spawn(context_, keep_answer(mini_.generate_urllink({}), place),
                          [](std::exception_ptr) {});
  }
  context_.run();
  for (const auto& got : links) {
    ASSERT_TRUE(got && got->has_value());
    EXPECT_TRUE((**got).starts_with("https://"));
  }
  EXPECT_EQ(requests(kTokenPath), 1U);
  EXPECT_EQ(requests(kLinkPath), 100U);
}

TEST_F(EmulatedClientTest, a_token_that_dies_early_is_replaced_and_the_call_repeated_once) {
  emulator_.publish_pages({"pages/index"});
  ASSERT_EQ(link(), "ok");
  emulator_.post("/tokens/invalidate");
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(requests(kTokenPath), 2U);
  EXPECT_EQ(requests(kLinkPath), 3U);
  emulator_.post("/tokens/expire");
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(requests(kTokenPath), 3U);
  EXPECT_EQ(requests(kLinkPath), 5U);
}

TEST_F(EmulatedClientTest,
       one_false_rejection_costs_one_forced_token_and_the_next_one_within_thirty_seconds_is_told) {
  emulator_.publish_pages({"pages/index"});
  ASSERT_EQ(link(), "ok");
  emulator_.add_fault("errcode", kLinkPath, 1, Json{{"errcode", 40001}});
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(requests(kTokenPath), 3U);  // first, ordinary, forced
  emulator_.add_fault("errcode", kLinkPath, 1, Json{{"errcode", 40001}});
  EXPECT_EQ(link(), "wechat.token_rejected");
  EXPECT_EQ(requests(kTokenPath), 4U);  // ordinary only
  EXPECT_EQ(link(), "ok");
}

TEST_F(EmulatedClientTest, a_busy_wechat_is_asked_twice_for_what_may_be_repeated) {
  emulator_.publish_pages({"pages/index"});
  emulator_.add_fault("errcode", kLinkPath);
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(requests(kLinkPath), 2U);
  emulator_.add_fault("errcode", "/sns/jscode2session");
  EXPECT_EQ(login(emulator_.login_code()), "wechat.busy");
  EXPECT_EQ(requests("/sns/jscode2session"), 1U);
}

TEST_F(EmulatedClientTest, codes_are_drawn_for_published_pages) {
  UnlimitedCodeRequest request;
  request.scene = "a1b2-c3d4";
  request.page = "pages/index";
  EXPECT_EQ(outcome(mini_.unlimited_code(request)), "wechat.page_not_published");
  emulator_.publish_pages({"pages/index"});
  const auto image = run_on(context_, mini_.unlimited_code(request));
  ASSERT_TRUE(image.has_value()) << image.error().internal_note();
  EXPECT_EQ(image->content_type, "image/jpeg");
  EXPECT_NE(image->bytes.find("scene=a1b2-c3d4"), std::string::npos);
  emulator_.add_fault("errcode", "/wxa/getwxacodeunlimit", 1, Json{{"errcode", 45009}});
  EXPECT_EQ(outcome(mini_.unlimited_code(request)), "wechat.quota_used_up");
}

TEST_F(EmulatedClientTest, a_phone_code_gives_the_number_once) {
  const auto openid = emulator_.add_user(Json{{"phone", "13800138000"}});
  const auto code = emulator_.phone_code(openid);
  const auto phone = run_on(context_, mini_.phone_number(code));
  ASSERT_TRUE(phone.has_value()) << phone.error().internal_note();
  EXPECT_EQ(phone->pure_number.reveal(), "13800138000");
  EXPECT_EQ(phone->country_code, "86");
  EXPECT_EQ(outcome(mini_.phone_number(code)), "wechat.code_invalid");
}

TEST_F(EmulatedClientTest, a_message_goes_to_who_subscribed_and_once_for_each_tap) {
  emulator_.publish_pages({"pages/index"});
  emulator_.post("/templates", Json{{"template_id", "T1"}, {"keys", {"thing1", "amount2"}}});
  const auto openid = emulator_.add_user();
  emulator_.post("/subscriptions", Json{{"openid", openid}, {"template_id", "T1"}});
  SubscribeMessage message;
  message.openid = SecretText(openid);
  message.template_id = "T1";
  message.data = {{"thing1", "佣金到账"}, {"amount2", "12.34元"}};
  EXPECT_EQ(outcome(mini_.send_subscribe_message(message)), "ok");
  EXPECT_EQ(outcome(mini_.send_subscribe_message(message)), "wechat.subscription_missing");
  message.data[1].second = "twelve";
  EXPECT_EQ(outcome(mini_.send_subscribe_message(message)), "wechat.message_invalid");
}

TEST_F(EmulatedClientTest, a_session_key_is_checked_and_replaced) {
  const auto session = session_of(emulator_.add_user());
  EXPECT_EQ(outcome(mini_.check_session(session.openid, session.session_key)), "ok");
  const auto fresh = run_on(context_, mini_.reset_session(session.openid, session.session_key));
  ASSERT_TRUE(fresh.has_value()) << fresh.error().internal_note();
  EXPECT_EQ(outcome(mini_.check_session(session.openid, session.session_key)), "wechat.session_stale");
  EXPECT_EQ(outcome(mini_.check_session(session.openid, fresh->session_key)), "ok");
}

TEST_F(EmulatedClientTest, text_is_judged) {
  const auto session = session_of(emulator_.add_user());
  emulator_.post("/app", Json{{"risky_words", {"赌"}}});
  const auto judge = [&](const std::string& text) {
    return run_on(context_, mini_.check_text(session.openid, ContentScene::profile, text)).value();
  };
  EXPECT_EQ(judge("你好"), ContentVerdict::pass);
  EXPECT_EQ(judge("一起赌"), ContentVerdict::risky);
}

TEST_F(EmulatedClientTest, signed_and_encrypted_data_check_out_under_the_session_key) {
  const auto openid = emulator_.add_user();
  const auto session = session_of(openid);
  const auto data = emulator_.post("/signed-data", Json{{"openid", openid}});
  EXPECT_TRUE(is_raw_data_signed(data.at("rawData").get<std::string>(), session.session_key,
                                 data.at("signature").get<std::string>()));
  const auto open = [&](const std::string& appid) {
    return open_encrypted_data(data.at("encryptedData").get<std::string>(), data.at("iv").get<std::string>(),
                               session.session_key, appid, clock_.now());
  };
  EXPECT_TRUE(open(emulator_.appid()).has_value());
  EXPECT_TRUE(open("wx0000000000000000").refused_with(kWechatDataInvalid));
}

TEST_F(EmulatedClientTest, a_wrong_secret_and_a_closed_allow_list_are_matters_of_configuration) {
  auto options = this->options();
  options.app_secret = SecretText("00000000000000000000000000000000");
  MiniProgram stranger(options, clock_);
  EXPECT_EQ(outcome(stranger.generate_urllink({})), "wechat.misconfigured");
  EXPECT_EQ(outcome(stranger.code_to_session(emulator_.login_code())), "wechat.misconfigured");
  emulator_.post("/ip-allow-list", Json{{"ips", {"203.0.113.1"}}});
  EXPECT_EQ(link(), "wechat.misconfigured");
}

}  // namespace
}  // namespace fenrun::wechat
