// Who is let in, in WeChat's order, and how replies prove who they come from.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>

#include "base/crypto/encoding.hpp"
#include "tests/wechat/emulator/support/pay_stage.hpp"

namespace fenrun::emulator::testing {
namespace {

class PayGate : public ::testing::Test, protected PayStage {
 protected:
  Draft echo_draft() const { return draft("POST", "/v3/security/echo", R"({"echo_message":"你好"})"); }
};

TEST_F(PayGate, lets_a_signed_request_in_and_signs_the_reply) {
  const auto answer = send(echo_draft());
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_TRUE(answer.is_signed);
  EXPECT_EQ(answer.numeric(), "0");
  EXPECT_EQ(answer.body.at("echo_message"), "你好");
}

TEST_F(PayGate, refuses_in_order_and_never_signs_a_refusal) {
  struct Case {
    std::string name;
    void (*spoil)(Draft&);
    int status;
    std::string code;
  };
  const Case cases[] = {
      {"no user agent", [](Draft& d) { d.headers.erase("user-agent"); }, 400, "PARAM_ERROR"},
      {"a language", [](Draft& d) { d.headers["accept-language"] = "fr"; }, 406, "PARAM_ERROR"},
      {"no authorization", [](Draft& d) { d.scheme.clear(); }, 401, "SIGN_ERROR"},
      {"a scheme", [](Draft& d) { d.scheme = "WECHATPAY2-SM2-WITH-SM3"; }, 401, "SIGN_ERROR"},
      {"a merchant", [](Draft& d) { d.mchid = "1900000009"; }, 401, "SIGN_ERROR"},
      {"a serial", [](Draft& d) { d.serial = std::string(40, 'A'); }, 401, "SIGN_ERROR"},
      {"a nonce", [](Draft& d) { d.nonce.clear(); }, 401, "SIGN_ERROR"},
      {"a time", [](Draft& d) { d.timestamp = "soon"; }, 401, "SIGN_ERROR"},
      {"a signature", [](Draft& d) { d.signature = "bm90IGEgc2lnbmF0dXJl"; }, 401, "SIGN_ERROR"},
      {"a content type", [](Draft& d) { d.headers["content-type"] = "text/plain"; }, 400, "PARAM_ERROR"},
      {"no JSON", [](Draft& d) { d.body = "{"; }, 400, "PARAM_ERROR"},
      {"an unknown member", [](Draft& d) { d.body = R"({"echo_message":"a","b":1})"; }, 400, "PARAM_ERROR"},
      {"a null", [](Draft& d) { d.body = R"({"echo_message":null})"; }, 400, "PARAM_ERROR"},
      {"an empty text", [](Draft& d) { d.body = R"({"echo_message":""})"; }, 400, "PARAM_ERROR"},
      {"nothing", [](Draft& d) { d.body = "{}"; }, 400, "PARAM_ERROR"},
  };
  for (const auto& [name, spoil, status, code] : cases) {
    auto spoilt = echo_draft();
    spoil(spoilt);
    const auto answer = send(spoilt);
    EXPECT_EQ(answer.status, status) << name;
    EXPECT_EQ(answer.code(), code) << name;
    EXPECT_FALSE(answer.headers.contains("Wechatpay-Signature")) << name;
    EXPECT_NE(answer.numeric(), "0") << name;
  }
}

TEST_F(PayGate, signs_refusals_when_told_to_and_faults_spoil_those_too) {
  auto unsigned_body = echo_draft();
  unsigned_body.body = "{}";
  auto stranger = echo_draft();
  stranger.mchid = "1900000009";
  ASSERT_EQ(control("POST", "/pay/merchant", {{"are_errors_signed", true}}).body.at("are_errors_signed"),
            true);
  for (const auto& refused : {unsigned_body, stranger}) {
    const auto answer = send(refused);
    EXPECT_GE(answer.status, 400);
    EXPECT_TRUE(answer.is_signed) << answer.status;
  }
  EXPECT_TRUE(call("GET", "/v3/nothing").headers.empty()) << "a path that nobody serves has no body to sign";
  const auto struck = [this](const char* kind, const Draft& draft) {
    add_fault({{"kind", kind}, {"path", "/v3/security/echo"}});
    return send(draft).is_signed;
  };
  EXPECT_FALSE(struck("bad_signature", unsigned_body));
  EXPECT_FALSE(struck("wrong_serial", unsigned_body));
  EXPECT_TRUE(struck("error_before", echo_draft()));
  EXPECT_FALSE(struck("http_500", echo_draft())) << "a gateway has no key";
  control("POST", "/pay/merchant", {{"are_errors_signed", false}});
  EXPECT_FALSE(send(unsigned_body).headers.contains("Wechatpay-Signature"));
}

TEST_F(PayGate, signatures_go_by_the_real_clock_when_told_to_and_timers_by_the_virtual_one) {
  const auto request =
      draft("POST", "/v3/security/echo",
            Json{{"echo_message", "a"}, {"notify_url", "https://shop.example.com/echo"}}.dump());
  control("POST", "/clock", {{"advance_seconds", 87'000}});
  EXPECT_EQ(send(request).status, 401);
  EXPECT_EQ(control("POST", "/clock", {{"signs_by", "real"}}).body.at("signs_by"), "real");
  const auto answer = send(request);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto real = std::to_string(unix_seconds(now));
  EXPECT_EQ(answer.headers.at("Wechatpay-Timestamp"), real);
  const auto first = deliver(500).at(0).request;
  EXPECT_EQ(first.headers.at("Wechatpay-Timestamp"), real);
  EXPECT_EQ(Json::parse(first.body).at("create_time"), to_rfc3339(now + std::chrono::seconds(87'000)));
  control("POST", "/clock", {{"advance_seconds", 15}});
  const auto again = deliver(200);
  ASSERT_EQ(again.size(), 1U) << "the schedule goes by the virtual clock";
  EXPECT_EQ(again[0].request.headers.at("Wechatpay-Timestamp"), real);
  EXPECT_EQ(control("POST", "/clock", {{"signs_by", "the moon"}}).status, 400);
  control("POST", "/clock", {{"signs_by", "virtual"}});
  EXPECT_EQ(send(request).status, 401);
}

TEST_F(PayGate, knows_nothing_of_other_paths) {
  const auto answer = call("GET", "/v3/nothing");
  EXPECT_EQ(answer.status, 404);
  EXPECT_TRUE(answer.body.is_null());
  EXPECT_TRUE(answer.headers.empty());
}

TEST_F(PayGate, takes_a_time_of_five_minutes_and_not_a_second_more) {
  for (const int offset : {-301, -300, 300, 301}) {
    auto request = echo_draft();
    request.timestamp = std::to_string(unix_seconds(now) + offset);
    EXPECT_EQ(send(request).status, std::abs(offset) > 300 ? 401 : 200) << offset;
  }
}

TEST_F(PayGate, shows_what_a_wrong_signature_should_have_been_over) {
  auto request = draft("POST", "/v3/security/echo?a=1", R"({"echo_message":"x"})");
  request.signature = "AAAA";
  const auto information = send(request).body.at("detail").at("sign_information");
  const auto head = "POST\n/v3/security/echo?a=1\n" + request.timestamp + "\n" + request.nonce + "\n";
  EXPECT_EQ(information.at("method"), "POST");
  EXPECT_EQ(information.at("url"), "/v3/security/echo?a=1");
  EXPECT_EQ(information.at("sign_message_length"), head.size() + request.body.size() + 1);
  EXPECT_EQ(information.at("truncated_sign_message"), head + "{\"echo_m\n");
}

TEST_F(PayGate, reads_serials_in_either_case) {
  auto request = echo_draft();
  for (auto& c : request.serial) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(send(request).status, 200);
}

TEST_F(PayGate, signs_with_the_key_that_the_mode_and_the_request_choose) {
  const auto certificate = pay().merchant.platform_certificates.back().certificate.serial;
  const auto public_key = pay().merchant.public_key.serial;
  struct Case {
    PayKeyMode mode;
    std::string asked;
    std::string signed_with;
  };
  const Case cases[] = {
      {PayKeyMode::certificate, "", certificate},       {PayKeyMode::certificate, public_key, certificate},
      {PayKeyMode::switching, "", certificate},         {PayKeyMode::switching, certificate, certificate},
      {PayKeyMode::switching, public_key, public_key},  {PayKeyMode::public_key, "", public_key},
      {PayKeyMode::public_key, public_key, public_key},
  };
  for (const auto& [mode, asked, signed_with] : cases) {
    pay().merchant.mode = mode;
    auto request = echo_draft();
    if (!asked.empty()) request.headers["wechatpay-serial"] = asked;
    const auto answer = send(request);
    EXPECT_TRUE(answer.is_signed);
    EXPECT_EQ(answer.headers.at("Wechatpay-Serial"), signed_with) << name_of(mode) << " " << asked;
  }
}

TEST_F(PayGate, hands_out_its_certificates_encrypted) {
  control("POST", "/pay/merchant", {{"is_platform_certificate_renewed", true}});
  const auto list = call("GET", "/v3/certificates").body.at("data");
  ASSERT_EQ(list.size(), 2U);
  for (const auto& item : list) {
    const auto opened = open_callback(Json{{"resource", item.at("encrypt_certificate")}}.dump());
    const auto certificate = PayCertificate::from_pem(*opened);
    ASSERT_TRUE(certificate.has_value());
    EXPECT_EQ(certificate->serial, item.at("serial_no"));
    EXPECT_EQ(certificate->serial.size(), 40U);
    EXPECT_EQ(to_rfc3339(certificate->expires), item.at("expire_time"));
  }
  pay().merchant.mode = PayKeyMode::public_key;
  const auto refused = call("GET", "/v3/certificates");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.code(), "RESOURCE_NOT_EXISTS");
}

TEST_F(PayGate, hands_out_certificates_that_do_not_open_when_told_to_and_signs_for_them) {
  control("POST", "/faults", {{"kind", "gcm_failure"}, {"path", "/v3/certificates"}, {"count", 1}});
  EXPECT_TRUE(call("POST", "/v3/security/echo", {{"echo_message", "a"}}).is_signed)
      << "it strikes there alone";
  const auto struck = call("GET", "/v3/certificates");
  EXPECT_EQ(struck.status, 200);
  EXPECT_TRUE(struck.is_signed);
  const auto sealed = [](const auto& answer) {
    return Json{{"resource", answer.body.at("data").at(0).at("encrypt_certificate")}}.dump();
  };
  EXPECT_FALSE(open_callback(sealed(struck)).has_value());
  EXPECT_TRUE(open_callback(sealed(call("GET", "/v3/certificates"))).has_value()) << "it strikes once";
  for (const auto* path : {"/v3/security/echo", "/cgi-bin/token"}) {
    EXPECT_EQ(control("POST", "/faults", {{"kind", "gcm_failure"}, {"path", path}}).status, 400) << path;
  }
}

TEST_F(PayGate, echoes_what_was_encrypted_for_it) {
  const auto& key = pay().merchant.public_key;
  auto request = draft("POST", "/v3/security/echo",
                       Json{{"echo_message", "a"},
                            {"encrypted_echo_message", *key.key.public_key().encrypt("张三")},
                            {"notify_url", "https://shop.example.com/echo"}}
                           .dump());
  EXPECT_EQ(send(request).code(), "PARAM_ERROR") << "no header names the key";
  request.headers["wechatpay-serial"] = key.serial;
  const auto answer = send(request);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(merchant_key().decrypt(answer.body.at("encrypted_echo_message").get<std::string>()), "张三");
  const auto jobs = deliver();
  ASSERT_EQ(jobs.size(), 1U);
  EXPECT_EQ(Json::parse(jobs[0].request.body).at("event_type"), "SECURITY_ECHO.SUCCESS");
  const auto resource = Json::parse(*open_callback(jobs[0].request.body));
  EXPECT_EQ(resource.at("echo_message"), "a");
}

TEST_F(PayGate, writes_down_every_request) {
  send(echo_draft());
  call("GET", "/v3/nothing");
  const auto entries = control("GET", "/books/requests").body.at("entries");
  EXPECT_EQ(entries.at(0).at("is_processed"), true);
  EXPECT_EQ(entries.at(0).at("http_status"), 200);
  EXPECT_TRUE(entries.at(0).at("request_id").get<std::string>().ends_with("-0"));
  EXPECT_EQ(entries.at(1).at("is_processed"), false);
  EXPECT_EQ(entries.at(1).at("http_status"), 404);
}

}  // namespace
}  // namespace fenrun::emulator::testing
