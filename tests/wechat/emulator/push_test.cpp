#include "wechat/emulator/core/push.hpp"

#include <gtest/gtest.h>

#include "base/crypto/cipher.hpp"
#include "base/crypto/encoding.hpp"
#include "tests/wechat/emulator/support/stage.hpp"
#include "wechat/emulator/core/parameters.hpp"

namespace fenrun::emulator::testing {
namespace {

// The worked example of WeChat's message-push page.
const std::string kKey(43, 'A');
constexpr std::string_view kExampleAppid = "wxba5fad812f8e6fb9";
constexpr std::string_view kMessage =
    R"({"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,)"
    R"("MsgType":"event","Event":"debug_demo","debug_str":"hello world"})";
constexpr std::string_view kEncrypted =
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/"
    "ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8X"
    "GT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+"
    "l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjd"
    "f8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04=";

PushEndpoint endpoint(PushMode mode) {
  PushEndpoint where;
  where.url = "https://127.0.0.1:1/push";
  where.token = "AAAAA";
  where.encoding_aes_key = kKey;
  where.mode = mode;
  return where;
}

Parameters query_of(const PushRequest& request) {
  return parse_query(request.url.substr(request.url.find('?') + 1));
}

TEST(Push, signs_as_the_published_example_does) {
  EXPECT_EQ(push_signature({"AAAAA", "1714036504", "1514711492"}),
            "f464b24fc39322e44b38aa78f5edd27bd1441696");
  EXPECT_EQ(push_signature({"AAAAA", "1714112445", "415670741", std::string(kEncrypted)}),
            "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3");
}

TEST(Push, encrypts_as_the_published_example_does) {
  std::array<std::uint8_t, 16> prefix{};
  const std::string text = "a8eedb185eb2fecf";
  std::copy(text.begin(), text.end(), prefix.begin());
  EXPECT_EQ(encrypt_push(kKey, kExampleAppid, kMessage, prefix), kEncrypted);
}

TEST(Push, takes_any_43_characters_for_a_key) {
  EXPECT_TRUE(encrypt_push(std::string(42, 'A') + "9", "wx1", "{}", {}).has_value());
  EXPECT_FALSE(encrypt_push(std::string(42, 'A'), "wx1", "{}", {}).has_value());
  EXPECT_FALSE(encrypt_push(std::string(42, 'A') + "-", "wx1", "{}", {}).has_value());
}

TEST(Push, plain_messages_are_signed_in_the_query_only) {
  const Json message{{"ToUserName", "gh_1"}, {"FromUserName", "o1"}, {"Event", "e"}};
  const auto request = make_push(endpoint(PushMode::plain), "wx1", message, 1714037059, {"486452656", {}});
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(Json::parse(request->body), message);
  const auto query = query_of(*request);
  EXPECT_EQ(value_of(query, "signature"), "899cf89e464efb63f54ddac96b0a0a235f53aa78");
  EXPECT_EQ(value_of(query, "openid"), "o1");
  EXPECT_FALSE(query.contains("msg_signature"));
}

TEST(Push, compatible_messages_carry_both_forms_and_secure_ones_only_the_encrypted) {
  const Json message{{"ToUserName", "gh_1"}, {"Event", "e"}};
  const auto both = make_push(endpoint(PushMode::compatible), "wx1", message, 5, {"7", {}});
  const auto both_body = Json::parse(both->body);
  EXPECT_EQ(both_body.at("Event"), "e");
  EXPECT_TRUE(both_body.contains("Encrypt"));
  const auto secure = make_push(endpoint(PushMode::secure), "wx1", message, 5, {"7", {}});
  const auto body = Json::parse(secure->body);
  EXPECT_EQ(body.size(), 2U);
  EXPECT_EQ(body.at("ToUserName"), "gh_1");
  const auto query = query_of(*secure);
  EXPECT_EQ(value_of(query, "encrypt_type"), "aes");
  EXPECT_EQ(value_of(query, "msg_signature"), push_signature({"AAAAA", "5", "7", body.at("Encrypt")}));
}

TEST(Push, padding_is_one_to_thirty_two_bytes) {
  const auto key = crypto::from_base64(kKey + "=");
  for (std::size_t length = 0; length < 70; ++length) {
    const auto text = encrypt_push(kKey, "wx1", std::string(length, 'm'), {});
    const auto cipher = crypto::from_base64(*text);
    const auto bytes = crypto::as_bytes(*key);
    const auto plain = crypto::aes_cbc_decrypt(bytes, bytes.first(16), *cipher);
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(plain->size() % 32, 0U);
    const auto padding = static_cast<std::size_t>(plain->back());
    EXPECT_EQ(16 + 4 + length + 3 + padding, plain->size());
  }
}

TEST(Push, is_accepted_when_the_receiver_says_so) {
  EXPECT_TRUE(is_push_accepted(200, ""));
  EXPECT_TRUE(is_push_accepted(200, "success"));
  EXPECT_TRUE(is_push_accepted(200, R"({"Encrypt":"x"})"));
  EXPECT_FALSE(is_push_accepted(200, "fail"));
  EXPECT_FALSE(is_push_accepted(204, ""));
  EXPECT_FALSE(is_push_accepted(500, "success"));
  EXPECT_FALSE(is_push_accepted(0, ""));
}

TEST(Push, events_become_jobs_for_the_sender) {
  Stage stage;
  EXPECT_EQ(stage.control("POST", "/push/events", {{"event", {{"Event", "e"}}}}).status, 409);
  const Json where{{"url", "http://127.0.0.1:1/"}, {"token", "t"}, {"mode", "plain"}};
  EXPECT_EQ(stage.control("POST", "/push/endpoint", where).status, 200);
  const auto answer = stage.control("POST", "/push/events", {{"event", {{"Event", "e"}}}, {"copies", 2}});
  ASSERT_EQ(answer.pushes.size(), 2U);
  const auto message = Json::parse(answer.pushes[0].request.body);
  EXPECT_EQ(message.at("ToUserName"), stage.world.app.original_id);
  EXPECT_EQ(message.at("MsgType"), "event");
  EXPECT_EQ(message.at("CreateTime"), unix_seconds(stage.now));
  const auto shown = record_push(stage.world, answer.pushes[1].number, 4, false, "500 no");
  EXPECT_EQ(shown.at("attempts"), 4);
  EXPECT_EQ(stage.control("GET", "/books/pushes").body.at("entries")[1], shown);
  const auto check = stage.control("POST", "/push/check");
  ASSERT_EQ(check.pushes.size(), 1U);
  EXPECT_EQ(check.pushes[0].request.method, "GET");
  EXPECT_EQ(value_of(query_of(check.pushes[0].request), "echostr"), *check.pushes[0].expected_reply);
}

TEST(Push, an_endpoint_that_cannot_work_is_refused) {
  const Json cases[] = {
      {{"url", "ftp://x"}, {"token", "t"}, {"mode", "plain"}},
      {{"url", "http://x"}, {"mode", "plain"}},
      {{"url", "http://x"}, {"token", "t"}, {"mode", "safe"}},
      {{"url", "http://x"}, {"token", "t"}, {"mode", "secure"}},
      {{"url", "http://x"}, {"token", "t"}, {"mode", "secure"}, {"encoding_aes_key", "short"}},
      {{"url", "http://x"}, {"token", "t"}, {"mode", "plain"}, {"timeout_ms", 0}},
  };
  for (const auto& where : cases) {
    Stage stage;
    EXPECT_EQ(stage.control("POST", "/push/endpoint", where).status, 400) << where;
  }
}

}  // namespace
}  // namespace fenrun::emulator::testing
