#include <gtest/gtest.h>

#include "base/crypto/cipher.hpp"
#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "tests/wechat/emulator/support/stage.hpp"

namespace fenrun::emulator::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Sessions : public ::testing::Test, protected Stage {
 protected:
  static std::string signature(const std::string& session_key) {
    return crypto::to_hex(crypto::hmac_sha256(crypto::as_bytes(session_key), ""));
  }
  int check(const std::string& openid, const std::string& signature,
            const std::string& method = "hmac_sha256") {
    return errcode(get_with_token("/wxa/checksession?openid=" + openid + "&signature=" + signature +
                                  "&sig_method=" + method));
  }
};

TEST_F(Sessions, login_refuses_in_order_of_precedence) {
  const std::string credentials = "appid=" + std::string(kAppid) + "&secret=" + std::string(kSecret);
  struct Case {
    std::string query;
    int errcode;
  };
  const Case cases[] = {
      {"", 41002},
      {"appid=wx9&secret=y&js_code=z&grant_type=authorization_code", 40013},
      {"appid=" + std::string(kAppid) + "&secret=y&js_code=z&grant_type=authorization_code", 40125},
      {credentials + "&grant_type=authorization_code", 41008},
      {credentials + "&js_code=z&grant_type=client_credential", 40002},
      {credentials + "&js_code=z&grant_type=authorization_code", 40029},
  };
  for (const auto& [query, expected] : cases)
    EXPECT_EQ(errcode(get("/sns/jscode2session?" + query)), expected) << query;
}

TEST_F(Sessions, a_login_code_works_once) {
  const auto openid = add_user({{"unionid", "o-union"}});
  const auto code = login_code(openid);
  const auto session = get(login_target(code));
  EXPECT_EQ(session.at("openid"), openid);
  EXPECT_EQ(session.at("unionid"), "o-union");
  EXPECT_EQ(session.at("session_key").get<std::string>().size(), 24U);
  EXPECT_FALSE(session.contains("errcode"));
  EXPECT_EQ(errcode(get(login_target(code))), 40163);
}

TEST_F(Sessions, a_login_code_lives_five_minutes) {
  const auto openid = add_user();
  const auto in_time = login_code(openid);
  const auto late = login_code(openid);
  pass(minutes(5) - seconds(1));
  EXPECT_EQ(errcode(get(login_target(in_time))), 0);
  pass(seconds(1));
  EXPECT_EQ(errcode(get(login_target(late))), 40029);
  EXPECT_EQ(errcode(get(login_target(in_time))), 40029)
      << "a used code that is also too old is no longer known";
}

TEST_F(Sessions, a_user_without_an_open_platform_account_has_no_unionid) {
  EXPECT_FALSE(log_in(add_user({{"unionid", ""}})).contains("unionid"));
}

TEST_F(Sessions, each_login_has_a_new_session_key) {
  const auto openid = add_user();
  const auto first = log_in(openid).at("session_key");
  EXPECT_NE(log_in(openid).at("session_key"), first);
}

TEST_F(Sessions, a_risky_user_is_refused_and_keeps_the_code) {
  const auto openid = add_user();
  control("POST", "/users", {{"openid", openid}, {"is_blocked", true}});
  const auto code = login_code(openid);
  EXPECT_EQ(errcode(get(login_target(code))), 40226);
  control("POST", "/users", {{"openid", openid}, {"is_blocked", false}});
  EXPECT_EQ(errcode(get(login_target(code))), 0);
}

TEST_F(Sessions, a_user_logs_in_a_hundred_times_a_minute) {
  const auto openid = add_user();
  const auto other = add_user();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(errcode(log_in(openid)), 0) << i;
  const auto code = login_code(openid);
  EXPECT_EQ(errcode(get(login_target(code))), 45011);
  EXPECT_EQ(errcode(log_in(other)), 0);
  pass(minutes(1));
  EXPECT_EQ(errcode(get(login_target(code))), 0) << "a refused login does not use the code up";
}

TEST_F(Sessions, a_session_is_checked_by_the_signature_over_nothing) {
  const auto openid = add_user();
  const auto unsigned_yet = signature("");
  EXPECT_EQ(check(openid, unsigned_yet), 87009);
  const std::string key = log_in(openid).at("session_key");
  EXPECT_EQ(check(openid, signature(key)), 0);
  EXPECT_EQ(check(openid, signature(key), "md5"), 87008);
  EXPECT_EQ(check("o-nobody", signature(key)), 40003);
  EXPECT_EQ(check("", signature(key)), 41009);
  log_in(openid);
  EXPECT_EQ(check(openid, signature(key)), 87009);
}

TEST_F(Sessions, a_session_key_can_be_replaced) {
  const auto openid = add_user();
  const std::string old_key = log_in(openid).at("session_key");
  const auto reply = get_with_token("/wxa/resetusersessionkey?openid=" + openid +
                                    "&signature=" + signature(old_key) + "&sig_method=hmac_sha256");
  EXPECT_EQ(reply.at("openid"), openid);
  EXPECT_NE(reply.at("session_key"), old_key);
  EXPECT_EQ(check(openid, signature(old_key)), 87009);
  EXPECT_EQ(check(openid, signature(reply.at("session_key"))), 0);
}

TEST_F(Sessions, a_phone_code_works_once_within_five_minutes) {
  const auto openid = add_user({{"phone", "13800138000"}});
  const auto issue = [&] { return control("POST", "/phone-codes", {{"openid", openid}}).body.at("code"); };
  const auto redeem = [&](const Json& body) {
    return post_with_token("/wxa/business/getuserphonenumber", body);
  };
  const auto code = issue();
  const auto reply = redeem({{"code", code}});
  EXPECT_EQ(reply.at("errcode"), 0);
  EXPECT_EQ(reply.at("phone_info").at("phoneNumber"), "+8613800138000");
  EXPECT_EQ(reply.at("phone_info").at("purePhoneNumber"), "13800138000");
  EXPECT_EQ(reply.at("phone_info").at("countryCode"), "86");
  EXPECT_EQ(reply.at("phone_info").at("watermark").at("appid"), kAppid);
  EXPECT_EQ(errcode(redeem({{"code", code}})), 40029);
  EXPECT_EQ(errcode(redeem({{"code", login_code(openid)}})), 40029) << "a login code is no phone code";
  EXPECT_EQ(errcode(redeem(Json::object())), 40029);
  const auto anothers = issue();
  EXPECT_EQ(errcode(redeem({{"code", anothers}, {"openid", "o-other"}})), 40029);
  EXPECT_EQ(errcode(redeem({{"code", anothers}, {"openid", openid}})), 0);
  const auto late = issue();
  pass(minutes(5));
  EXPECT_EQ(errcode(redeem({{"code", late}})), 40029);
}

TEST_F(Sessions, a_client_signs_and_encrypts_data_with_its_session_key) {
  const auto openid = add_user();
  EXPECT_EQ(control("POST", "/signed-data", {{"openid", openid}}).status, 409);
  const std::string key = log_in(openid).at("session_key");
  const auto data =
      control("POST", "/signed-data", {{"openid", openid}, {"data", {{"nickName", "李"}}}}).body;
  const std::string raw = data.at("rawData");
  EXPECT_EQ(data.at("signature"), crypto::to_hex(crypto::sha1(raw + key)));
  const auto iv = crypto::from_base64(data.at("iv").get<std::string>());
  const auto cipher = crypto::from_base64(data.at("encryptedData").get<std::string>());
  auto plain =
      crypto::aes_cbc_decrypt(crypto::as_bytes(*crypto::from_base64(key)), crypto::as_bytes(*iv), *cipher);
  ASSERT_TRUE(plain.has_value());
  plain->resize(plain->size() - static_cast<unsigned char>(plain->back()));
  const auto opened = Json::parse(*plain);
  EXPECT_EQ(opened.at("nickName"), "李");
  EXPECT_EQ(opened.at("watermark").at("appid"), kAppid);
}

}  // namespace
}  // namespace fenrun::emulator::testing
