#include "wechat/miniprogram/client.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "base/log.hpp"
#include "tests/wechat/support/run_coroutine.hpp"
#include "tests/wechat/support/scripted_transport.hpp"
#include "wechat/http/too_many_calls.hpp"
#include "wechat/json.hpp"

namespace fenrun::wechat {
namespace {

using testing::json_reply;
using testing::run;
using testing::ScriptedTransport;

constexpr const char* kRid = " rid: 65d7e94d-59b8e5d7-0dc0ad08";

std::string errcode_body(int errcode) {
  return R"({"errcode":)" + std::to_string(errcode) + R"(,"errmsg":"some words)" + kRid + "\"}";
}

// Gives out tokens "t1", "t2", …; everything else answers from `replies` in order, the last one for ever.
class MiniProgramTest : public ::testing::Test {
 protected:
  // Hundreds of calls fail on purpose here.
  MiniProgramTest() { log::set_level(log::Level::error); }

  Result<HttpReply> answer(const HttpRequest& request) {
    if (request.target == "/cgi-bin/stable_token") {
      const auto body = parse_json(request.body);
      if (body->at("force_refresh").get<bool>()) ++token_number_;
      return json_reply(R"({"access_token":"t)" + std::to_string(token_number_) + R"(","expires_in":7200})");
    }
    auto reply = replies_.front();
    if (replies_.size() > 1) replies_.pop_front();
    return reply;
  }

  static MiniProgramOptions options() {
    MiniProgramOptions options;
    options.appid = "wx1";
    options.app_secret = SecretText("app&secret");
    options.repeat_after_ms = std::chrono::milliseconds(0);
    options.breaker.failures_to_open = 4;
    return options;
  }

  void reply_with(const std::string& body) { replies_ = {json_reply(body)}; }

  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "ok" : std::string(result.error().code());
  }

  std::string login() { return code_of(run(mini_.code_to_session("c0de"))); }
  // Any idempotent call under a token.
  std::string link() { return code_of(run(mini_.generate_urllink({}))); }
  std::string link_target(int token) {
    return "/wxa/generate_urllink?access_token=t" + std::to_string(token);
  }

  ManualClock clock_{Instant{}};
  int token_number_ = 1;
  std::deque<Result<HttpReply>> replies_;
  std::shared_ptr<ScriptedTransport> transport_ =
      std::make_shared<ScriptedTransport>([this](const HttpRequest& request) { return answer(request); });
  MiniProgram mini_{options(), transport_, clock_};
};

constexpr const char* kSession = R"({"openid":"o1","session_key":"a2V5","unionid":"u1","new_field":[1]})";
constexpr const char* kLink = R"({"errcode":0,"errmsg":"ok","url_link":"https://wxaurl.cn/TICKET"})";

TEST_F(MiniProgramTest, a_login_code_becomes_a_session) {
  replies_ = {json_reply(kSession, "text/plain")};
  const auto session = run(mini_.code_to_session("c/0&de"));
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->openid.reveal(), "o1");
  EXPECT_EQ(session->session_key.reveal(), "a2V5");
  EXPECT_EQ(session->unionid->reveal(), "u1");
  EXPECT_EQ(
      transport_->last().target,
      "/sns/jscode2session?appid=wx1&secret=app%26secret&js_code=c%2F0%26de&grant_type=authorization_code");
  EXPECT_FALSE(transport_->last().is_idempotent);
}

TEST_F(MiniProgramTest, each_refusal_of_a_login_code_is_told_apart_and_the_code_is_sent_once) {
  const std::array<std::pair<int, const char*>, 6> rows{{{40029, "wechat.code_invalid"},
                                                         {40163, "wechat.code_invalid"},
                                                         {40226, "wechat.login_blocked"},
                                                         {45011, "wechat.too_frequent"},
                                                         {-1, "wechat.busy"},
                                                         {40125, "wechat.misconfigured"}}};
  int sent = 0;
  for (const auto& [errcode, code] : rows) {
    reply_with(errcode_body(errcode));
    EXPECT_EQ(login(), code) << errcode;
    EXPECT_EQ(transport_->count("/sns/"), ++sent) << errcode;
  }
  replies_ = {Result<HttpReply>(kWechatOutcomeUnknown)};
  EXPECT_EQ(login(), "wechat.outcome_unknown");
  EXPECT_EQ(transport_->count("/sns/"), ++sent);
}

TEST_F(MiniProgramTest, a_login_reply_that_is_not_one_is_refused) {
  for (const char* body : {"", "ok", "[]", R"({"openid":"o1","session_key":"a2V)", R"({"openid":"o1"})",
                           R"({"openid":"","session_key":"k"})", R"({"openid":1,"session_key":"k"})",
                           R"({"openid":"o1","openid":"o2","session_key":"k"})",
                           R"({"errcode":"0","openid":"o1","session_key":"k"})", R"({"errcode":40029.0})",
                           R"({"errcode":99999999999999})", R"({"errcode":18446744073709551615})",
                           R"({"openid":"o1","session_key":"k"}{})"}) {
    clock_.advance(std::chrono::hours(1));  // past the breaker's pause
    reply_with(body);
    EXPECT_EQ(login(), "wechat.reply_invalid") << body;
  }
  clock_.advance(std::chrono::hours(1));
  reply_with(R"({"errcode":0,"openid":"o1","session_key":"k"})");
  EXPECT_EQ(login(), "ok");
  HttpReply redirect = json_reply(kSession);
  redirect.status = 302;
  replies_ = {redirect};
  EXPECT_EQ(login(), "wechat.reply_invalid");
}

TEST_F(MiniProgramTest, one_token_serves_all_calls) {
  reply_with(kLink);
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(transport_->count("/cgi-bin/stable_token"), 1);
  EXPECT_EQ(transport_->count(link_target(1)), 2);
}

TEST_F(MiniProgramTest, a_token_rejected_once_is_replaced_and_the_call_repeated_once) {
  for (const int errcode : {40001, 40014, 42001}) {
    token_number_ += 10;
    const int sent = transport_->count("/wxa/");
    clock_.advance(std::chrono::hours(3));
    reply_with(kLink);
    ASSERT_EQ(link(), "ok");
    const int token = token_number_++;  // WeChat has a newer one already
    replies_ = {json_reply(errcode_body(errcode)), json_reply(kLink)};
    EXPECT_EQ(link(), "ok") << errcode;
    EXPECT_EQ(transport_->count(link_target(token)), 2);
    EXPECT_EQ(transport_->count(link_target(token + 1)), 1);
    EXPECT_EQ(transport_->count("/wxa/"), sent + 3);
  }
}

TEST_F(MiniProgramTest, a_token_that_wechat_insists_on_but_rejects_is_killed_by_force) {
  replies_ = {json_reply(errcode_body(40001)), json_reply(kLink)};
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(transport_->count("/cgi-bin/stable_token"), 3);  // first, ordinary, forced
  EXPECT_EQ(transport_->count(link_target(2)), 1);
}

TEST_F(MiniProgramTest, tokens_rejected_for_ever_end_in_a_refusal_and_not_in_a_loop) {
  reply_with(errcode_body(40001));
  EXPECT_EQ(link(), "wechat.token_rejected");
  EXPECT_EQ(transport_->count("/wxa/"), 2);
  EXPECT_EQ(transport_->count("/cgi-bin/"), 3);
  EXPECT_EQ(link(), "wechat.token_rejected");  // now without force: too soon
  EXPECT_EQ(transport_->count("/wxa/"), 3);
  EXPECT_EQ(transport_->count("/cgi-bin/"), 4);
}

TEST_F(MiniProgramTest, a_hundred_calls_whose_token_dies_early_replace_it_once) {
  reply_with(kLink);
  ASSERT_EQ(link(), "ok");
  token_number_ = 2;
  auto dying = std::make_shared<ScriptedTransport>([&](const HttpRequest& request) -> Result<HttpReply> {
    if (request.target.starts_with("/cgi-bin/")) return answer(request);
    return json_reply(request.target == link_target(3) ? kLink : errcode_body(42001));
  });
  MiniProgram mini(options(), dying, clock_);
  boost::asio::io_context context(1);
  std::vector<std::optional<Result<std::string>>> links(100);
  for (auto& place : links) {
    boost::asio::co_spawn(context, keep_answer(mini.generate_urllink({}), place), [](std::exception_ptr) {});
  }
  context.run();
  for (const auto& got : links) EXPECT_TRUE(got && got->has_value());
  EXPECT_EQ(dying->count("/cgi-bin/stable_token"), 3);
  EXPECT_EQ(dying->count("/wxa/"), 200);
}

TEST_F(MiniProgramTest, a_wrong_app_secret_is_a_matter_of_configuration) {
  auto refusing = std::make_shared<ScriptedTransport>(
      [](const HttpRequest&) -> Result<HttpReply> { return json_reply(errcode_body(40001)); });
  MiniProgram mini(options(), refusing, clock_);
  EXPECT_EQ(code_of(run(mini.generate_urllink({}))), "wechat.misconfigured");
  EXPECT_EQ(refusing->count("/"), 1);
}

TEST_F(MiniProgramTest, a_busy_wechat_is_asked_again_once_when_that_is_harmless) {
  replies_ = {json_reply(errcode_body(-1)), json_reply(kLink)};
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(transport_->count("/wxa/"), 2);
  replies_ = {Result<HttpReply>(kWechatNotReached), json_reply(kLink)};
  EXPECT_EQ(link(), "ok");
  EXPECT_EQ(transport_->count("/wxa/"), 4);
  reply_with(errcode_body(-1));
  EXPECT_EQ(link(), "wechat.busy");
  EXPECT_EQ(transport_->count("/wxa/"), 6);

  SubscribeMessage message;
  message.openid = SecretText("o1");
  EXPECT_EQ(code_of(run(mini_.send_subscribe_message(message))), "wechat.busy");
  EXPECT_EQ(transport_->count("/cgi-bin/message/"), 1);
}

TEST_F(MiniProgramTest, failures_in_a_row_open_the_breaker_and_refusals_do_not) {
  reply_with(errcode_body(40029));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(login(), "wechat.code_invalid");
  replies_ = {Result<HttpReply>(kWechatOutcomeUnknown)};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(login(), "wechat.outcome_unknown");
  const int sent = transport_->count("/");
  const auto paused = run(mini_.code_to_session("c0de"));
  ASSERT_TRUE(paused.refused_with(kWechatPaused));
  EXPECT_TRUE(paused.error().retry_after().has_value());
  EXPECT_EQ(transport_->count("/"), sent);
  clock_.advance(std::chrono::seconds(5));
  reply_with(kSession);
  EXPECT_EQ(login(), "ok");
  EXPECT_EQ(login(), "ok");
}

TEST_F(MiniProgramTest, calls_that_found_no_place_are_not_repeated_and_open_no_breaker) {
  replies_ = {Result<HttpReply>(kWechatTooManyCalls)};
  for (int i = 0; i < 10; ++i) EXPECT_EQ(login(), "wechat.too_many_calls");
  EXPECT_EQ(transport_->count("/"), 10);
  reply_with(kSession);
  EXPECT_EQ(login(), "ok");
  reply_with(kLink);
  ASSERT_EQ(link(), "ok");
  const int links = transport_->count("/wxa/");
  replies_ = {Result<HttpReply>(kWechatTooManyCalls)};
  EXPECT_EQ(link(), "wechat.too_many_calls");
  EXPECT_EQ(transport_->count("/wxa/"), links + 1) << "there would be no place for the repetition either";
}

TEST_F(MiniProgramTest, a_repetition_that_the_breaker_stops_reports_the_first_failure) {
  reply_with(kLink);
  ASSERT_EQ(link(), "ok");
  replies_ = {Result<HttpReply>(kWechatOutcomeUnknown)};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(login(), "wechat.outcome_unknown");
  reply_with(errcode_body(-1));
  EXPECT_EQ(link(), "wechat.busy");  // the fourth failure in a row
  EXPECT_EQ(transport_->count("/wxa/"), 2);
}

TEST_F(MiniProgramTest, an_image_is_told_from_an_error_by_its_bytes) {
  const std::string jpeg = "\xff\xd8\xff\xe0 picture";
  const std::string png = "\x89PNG\r\n\x1a\n picture";
  struct Row {
    std::string body;
    const char* content_type;
    const char* outcome;
  };
  const std::vector<Row> rows{
      {jpeg, "image/jpeg", "image/jpeg"},
      {jpeg, "application/json", "image/jpeg"},
      {png, "text/plain", "image/png"},
      {errcode_body(41030), "application/json", "wechat.page_not_published"},
      {errcode_body(41030), "image/jpeg", "wechat.page_not_published"},
      {errcode_body(45009), "text/plain", "wechat.quota_used_up"},
      {R"({"errcode":0})", "application/json", "wechat.reply_invalid"},
      {R"({"errmsg":"ok"})", "application/json", "wechat.reply_invalid"},
      {"", "image/jpeg", "wechat.reply_invalid"},
      {"GIF89a", "image/gif", "wechat.reply_invalid"},
      {errcode_body(41030).substr(0, 20), "application/json", "wechat.reply_invalid"},
  };
  UnlimitedCodeRequest request;
  request.scene = "a1b2";
  for (const auto& row : rows) {
    clock_.advance(std::chrono::minutes(1));
    replies_ = {json_reply(row.body, row.content_type)};
    const auto image = run(mini_.unlimited_code(request));
    EXPECT_EQ(image ? image->content_type : std::string(image.error().code()), row.outcome) << row.body;
    if (image) {
      EXPECT_EQ(image->bytes, row.body);
    }
  }
}

TEST_F(MiniProgramTest, requests_that_wechat_would_refuse_are_not_sent) {
  const std::string page_33(33, 'x');
  for (const auto& scene :
       {std::string(), page_33, std::string("a b"), std::string("a%20"), std::string("中")}) {
    UnlimitedCodeRequest request;
    request.scene = scene;
    EXPECT_TRUE(run(mini_.unlimited_code(request)).refused_with(kInvalidRequest)) << scene;
  }
  UnlimitedCodeRequest code;
  code.scene = std::string(32, 'x');
  for (const int width : {279, 1281}) {
    code.width_px = width;
    EXPECT_TRUE(run(mini_.unlimited_code(code)).refused_with(kInvalidRequest)) << width;
  }
  code.width_px = 280;
  for (const char* page : {"/pages/a", "pages/a?x=1", "pages a"}) {
    code.page = page;
    EXPECT_TRUE(run(mini_.unlimited_code(code)).refused_with(kInvalidRequest)) << page;
  }
  UrlLinkRequest link;
  for (const int days : {0, 31}) {
    link.expire_days = days;
    EXPECT_TRUE(run(mini_.generate_urllink(link)).refused_with(kInvalidRequest)) << days;
  }
  link.expire_days = 30;
  link.query = std::string(1025, 'a');
  EXPECT_TRUE(run(mini_.generate_urllink(link)).refused_with(kInvalidRequest));
  EXPECT_TRUE(
      run(mini_.check_text(SecretText("o1"), ContentScene::profile, "")).refused_with(kInvalidRequest));
  for (const auto& wrong : {std::string(), std::string(257, 'c'), std::string("a b"), std::string("码")}) {
    EXPECT_TRUE(run(mini_.code_to_session(wrong)).refused_with(kWechatCodeInvalid)) << wrong;
    EXPECT_TRUE(run(mini_.phone_number(wrong)).refused_with(kWechatCodeInvalid)) << wrong;
  }
  EXPECT_EQ(transport_->count("/"), 0);
}

TEST_F(MiniProgramTest, the_bodies_are_what_wechat_documents) {
  reply_with(kLink);
  UrlLinkRequest link;
  link.path = "pages/index";
  link.query = "s=a%20b";
  ASSERT_TRUE(run(mini_.generate_urllink(link)).has_value());
  EXPECT_EQ(*parse_json(transport_->last().body),
            Json::parse(R"({"path":"pages/index","query":"s=a%20b","expire_type":1,"expire_interval":30,
                            "env_version":"release"})"));

  reply_with("\xff\xd8\xff");
  UnlimitedCodeRequest code;
  code.scene = "!#$&'()*+,/:;=?@-._~09azAZ";
  code.page = "pages/index";
  code.check_path = false;
  code.env_version = EnvVersion::trial;
  ASSERT_TRUE(run(mini_.unlimited_code(code)).has_value());
  EXPECT_EQ(*parse_json(transport_->last().body),
            Json::parse(R"({"scene":"!#$&'()*+,/:;=?@-._~09azAZ","page":"pages/index","check_path":false,
                            "env_version":"trial","width":430})"));

  reply_with(R"({"errcode":0,"errmsg":"ok","msgid":1})");
  SubscribeMessage message;
  message.openid = SecretText("o1");
  message.template_id = "T";
  message.page = "pages/wallet/index?x=1";
  message.data = {{"thing1", "佣金到账"}, {"amount2", "12.34元"}};
  ASSERT_TRUE(run(mini_.send_subscribe_message(message)).has_value());
  EXPECT_NE(transport_->last().body.find("佣金到账"), std::string::npos);  // real characters, no \u
  EXPECT_EQ(*parse_json(transport_->last().body),
            Json::parse(R"({"touser":"o1","template_id":"T","page":"pages/wallet/index?x=1","lang":"zh_CN",
                            "miniprogram_state":"formal",
                            "data":{"thing1":{"value":"佣金到账"},"amount2":{"value":"12.34元"}}})"));

  reply_with(R"({"errcode":0,"result":{"suggest":"risky","label":20001},"trace_id":"x"})");
  const auto verdict = run(mini_.check_text(SecretText("o1"), ContentScene::forum, "文字"));
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(*verdict, ContentVerdict::risky);
  EXPECT_EQ(*parse_json(transport_->last().body),
            Json::parse(R"({"version":2,"openid":"o1","scene":3,"content":"文字"})"));
}

TEST_F(MiniProgramTest, a_phone_number_counts_only_with_our_watermark) {
  const auto body = [](const std::string& appid) {
    return R"({"errcode":0,"phone_info":{"phoneNumber":"+8613800000000","purePhoneNumber":"13800000000",
      "countryCode":"86","watermark":{"timestamp":1637744274,"appid":")" +
           appid + R"("}}})";
  };
  reply_with(body("wx1"));
  const auto phone = run(mini_.phone_number("c"));
  ASSERT_TRUE(phone.has_value());
  EXPECT_EQ(phone->pure_number.reveal(), "13800000000");
  EXPECT_EQ(phone->country_code, "86");
  EXPECT_EQ(transport_->last().target, "/wxa/business/getuserphonenumber?access_token=t1");
  EXPECT_EQ(transport_->last().body, R"({"code":"c"})");
  reply_with(body("wx2"));
  EXPECT_TRUE(run(mini_.phone_number("c")).refused_with(kWechatReplyInvalid));
  reply_with(errcode_body(40029));
  EXPECT_TRUE(run(mini_.phone_number("c")).refused_with(kWechatCodeInvalid));
}

TEST_F(MiniProgramTest, session_checks_are_signed_with_the_session_key) {
  reply_with(R"({"errcode":0,"errmsg":"ok"})");
  ASSERT_TRUE(run(mini_.check_session(SecretText("o1"), SecretText("o0q0otL8aEzpcZL/FT9WsQ=="))).has_value());
  const auto target = transport_->last().target;
  EXPECT_TRUE(target.starts_with("/wxa/checksession?access_token=t1&openid=o1&signature=")) << target;
  EXPECT_TRUE(target.ends_with("&sig_method=hmac_sha256")) << target;
  reply_with(errcode_body(87009));
  EXPECT_TRUE(run(mini_.check_session(SecretText("o1"), SecretText("k"))).refused_with(kWechatSessionStale));
  reply_with(R"({"errcode":0,"openid":"o1","session_key":"bmV3"})");
  const auto session = run(mini_.reset_session(SecretText("o1"), SecretText("k")));
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->session_key.reveal(), "bmV3");
}

TEST_F(MiniProgramTest, logs_of_failures_hold_the_rid_and_nothing_secret) {
  const auto file = std::filesystem::temp_directory_path() / "fenrun-wechat-client-test.log";
  std::filesystem::remove(file);
  log::start({log::Level::debug, file.string()});
  reply_with(errcode_body(40029));
  login();
  reply_with(errcode_body(40001));
  EXPECT_FALSE(run(mini_.check_session(SecretText("openid-o1"), SecretText("sessionkey"))).has_value());
  log::flush();
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::filesystem::remove(file);
  log::start({});
  EXPECT_NE(text.str().find("65d7e94d-59b8e5d7-0dc0ad08"), std::string::npos) << text.str();
  EXPECT_NE(text.str().find("code_to_session"), std::string::npos);
  for (const char* secret :
       {"c0de", "app&secret", "app%26secret", "openid-o1", "sessionkey", "\"t1\"", "some words"}) {
    EXPECT_EQ(text.str().find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace fenrun::wechat
