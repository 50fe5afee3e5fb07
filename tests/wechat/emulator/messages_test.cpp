#include <gtest/gtest.h>

#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(TemplateValues, each_type_has_its_rule) {
  struct Case {
    std::string key;
    std::string value;
    bool is_allowed;
  };
  const Case cases[] = {
      {"thing1", "佣金到账", true},
      {"thing1", repeated("佣", 20), true},
      {"thing1", repeated("佣", 21), false},
      {"thing1", "", false},
      {"thing1", "\xff", false},
      {"character_string2", std::string(32, '-'), true},
      {"character_string2", std::string(33, '-'), false},
      {"character_string2", "单号", false},
      {"number3", "-12.5", true},
      {"number3", std::string(32, '9'), true},
      {"number3", std::string(33, '9'), false},
      {"number3", "1.2.3", false},
      {"number3", "-", false},
      {"letter4", std::string(32, 'x'), true},
      {"letter4", std::string(33, 'x'), false},
      {"letter4", "x1", false},
      {"symbol5", "!?+-*", true},
      {"symbol5", "!?+-*/", false},
      {"symbol5", "a", false},
      {"phrase10", "已到账", true},
      {"phrase10", repeated("账", 5), true},
      {"phrase10", repeated("账", 6), false},
      {"phrase10", "已到账1", false},
      {"name6", repeated("李", 10), true},
      {"name6", repeated("李", 11), false},
      {"name6", std::string(20, 'L'), true},
      {"name6", std::string(21, 'L'), false},
      {"name6", "Li " + repeated("李", 8), false},
      {"amount7", "12.34元", true},
      {"amount7", "¥1,234.50", true},
      {"amount7", "$5", true},
      {"amount7", "1234567890", true},
      {"amount7", "12345678901", false},
      {"amount7", "十元", false},
      {"amount7", "¥", false},
      {"amount7", "1.2.3元", false},
      {"time8", "15:01", true},
      {"time8", "2026年1月2日 15:04", true},
      {"date9", "2026年1月2日", true},
      {"time8", "2026-01-02 15:04:05", true},
      {"time8", "15:01~16:02", true},
      {"time8", "15:01~", false},
      {"time8", "25:01", false},
      {"time8", "明天", false},
      {"phone_number11", "+86-0766-6688866", true},
      {"phone_number11", std::string(18, '1'), false},
      {"phone_number11", "电话", false},
      {"car_number12", "粤A8Z888挂", true},
      {"car_number12", "粤A8Z888挂挂挂", false},
      {"enum13", "高", true},
      {"enum13", "其他", false},
      {"enum14", "任意", true},
      {"unheard1", "x", false},
      {"12", "x", false},
  };
  const Template definition{{}, {{"enum13", {"高", "低"}}}};
  for (const auto& [key, value, is_allowed] : cases) {
    EXPECT_EQ(is_value_allowed(definition, key, value), is_allowed) << key << " " << value;
  }
}

class Messages : public ::testing::Test, protected Stage {
 protected:
  void SetUp() override {
    openid = add_user();
    control("POST", "/templates", {{"template_id", "TPL"}, {"keys", {"thing1", "amount2"}}});
    grant(1);
  }
  void grant(int count) {
    control("POST", "/subscriptions", {{"openid", openid}, {"template_id", "TPL"}, {"count", count}});
  }
  Json message() const {
    return {{"touser", openid},
            {"template_id", "TPL"},
            {"page", "pages/index/index?x=1"},
            {"data", {{"thing1", {{"value", "佣金到账"}}}, {"amount2", {{"value", "12.34元"}}}}}};
  }
  Json send(const Json& body) { return post_with_token("/cgi-bin/message/subscribe/send", body); }
  // The message with one member replaced.
  Json send_with(const std::string& pointer, const Json& value) {
    auto body = message();
    body[Json::json_pointer(pointer)] = value;
    return send(body);
  }

  std::string openid;
};

TEST_F(Messages, a_grant_is_one_message) {
  const auto reply = send(message());
  EXPECT_EQ(reply.at("errcode"), 0);
  EXPECT_TRUE(reply.at("msgid").is_number_integer());
  EXPECT_EQ(errcode(send(message())), 43101);
  grant(2);
  EXPECT_EQ(errcode(send(message())), 0);
  EXPECT_EQ(errcode(send(message())), 0);
  EXPECT_EQ(errcode(send(message())), 43101);
  const auto entries = control("GET", "/books/messages").body.at("entries");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].at("message").at("data").at("thing1").at("value"), "佣金到账");
  EXPECT_EQ(entries[0].at("msgid"), reply.at("msgid"));
}

TEST_F(Messages, a_refused_message_uses_no_grant) {
  struct Case {
    std::string pointer;
    Json value;
    int errcode;
  };
  const Case cases[] = {
      {"/touser", "", 41009},
      {"/touser", "o-nobody", 40003},
      {"/template_id", "OTHER", 40037},
      {"/page", "pages/none", 41030},
      {"/miniprogram_state", "released", 40097},
      {"/lang", "fr_FR", 40097},
      {"/lang", 1, 47001},
      {"/data", Json::object(), 47003},
      {"/data/amount2/value", "很多", 47003},
      {"/data/amount2", "12元", 47003},
      {"/data/thing1/value", "", 47003},
      {"/data/thing1/value", Json::object(), 47003},
  };
  for (const auto& [pointer, value, expected] : cases) {
    EXPECT_EQ(errcode(send_with(pointer, value)), expected) << pointer << " " << value;
  }
  EXPECT_EQ(errcode(send_with("/miniprogram_state", "trial")), 0);
}

TEST_F(Messages, the_wrong_field_is_named) {
  const std::string errmsg = send_with("/data/amount2/value", "很多").at("errmsg");
  EXPECT_TRUE(errmsg.starts_with("argument invalid! data.amount2.value invalid rid: ")) << errmsg;
  auto body = message();
  body["data"].erase("thing1");
  const std::string missing = send(body).at("errmsg");
  EXPECT_TRUE(missing.starts_with("argument invalid! data.thing1.value is empty rid: ")) << missing;
}

TEST_F(Messages, an_unpublished_user_text_is_judged) {
  control("POST", "/app", {{"risky_words", {"躺赚"}}, {"review_words", {"加微信"}}});
  const auto check = [&](const std::string& content) {
    return post_with_token("/wxa/msg_sec_check",
                           {{"version", 2}, {"openid", openid}, {"scene", 1}, {"content", content}});
  };
  EXPECT_EQ(errcode(check("你好")), 61010) << "this user has not been here";
  log_in(openid);
  EXPECT_EQ(check("你好").at("result").at("suggest"), "pass");
  EXPECT_EQ(check("你好").at("result").at("label"), 100);
  EXPECT_EQ(check("月入百万躺赚").at("result").at("suggest"), "risky");
  EXPECT_EQ(check("加微信").at("result").at("suggest"), "review");
  EXPECT_EQ(errcode(check(repeated("好", 2500))), 0);
  EXPECT_EQ(errcode(check(repeated("好", 2501))), 40097);
  EXPECT_EQ(errcode(check("")), 40097);
  pass(hours(2));
  EXPECT_EQ(errcode(check("你好")), 0);
  pass(seconds(1));
  EXPECT_EQ(errcode(check("你好")), 61010);
}

TEST_F(Messages, the_old_check_answers_by_errcode) {
  control("POST", "/app", {{"risky_words", {"躺赚"}}});
  EXPECT_EQ(errcode(post_with_token("/wxa/msg_sec_check", {{"content", "躺赚"}})), 87014);
  EXPECT_EQ(errcode(post_with_token("/wxa/msg_sec_check", {{"content", "你好"}})), 0);
}

TEST_F(Messages, the_new_check_wants_an_author_and_a_scene) {
  log_in(openid);
  const Json whole{{"version", 2}, {"openid", openid}, {"scene", 4}, {"content", "你好"}};
  const auto with = [&](const char* member, const Json& value) {
    auto body = whole;
    body[member] = value;
    return errcode(post_with_token("/wxa/msg_sec_check", body));
  };
  EXPECT_EQ(with("scene", 4), 0);
  EXPECT_EQ(with("scene", 5), 40097);
  EXPECT_EQ(with("scene", 0), 40097);
  EXPECT_EQ(with("openid", ""), 41009);
  EXPECT_EQ(with("openid", "o-nobody"), 40003);
}

}  // namespace
}  // namespace fenrun::emulator::testing
