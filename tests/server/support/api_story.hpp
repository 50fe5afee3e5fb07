// People who apply, become dealers, scan codes and sign in, over HTTPS. WeChat is the emulator.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "tests/server/support/api_server.hpp"
#include "tests/support/emulator.hpp"

namespace fenrun::server::testing {

using nlohmann::json;

inline ApiServer::Options options_for(const fenrun::testing::Emulator& emulator) {
  ApiServer::Options options;
  options.mini_program.appid = emulator.appid();
  options.mini_program.app_secret = SecretText(emulator.secret());
  options.mini_program.http.base_url = emulator.base_url();
  options.mini_program.http.ca_file = emulator.ca_file();
  return options;
}

class ApiStory : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    emulator = std::make_unique<fenrun::testing::Emulator>();
    emulator->publish_pages({"pages/index/index"});
    auto options = options_for(*emulator);
    options.with_redis = true;
    server = std::make_unique<ApiServer>(options);
  }
  static void TearDownTestSuite() {
    server.reset();
    emulator.reset();
  }
  void SetUp() override {
    server->database().empty_tables();
    auto login = server->add_staff("operator", Role::operator_);
    operator_session = server->sign_in(login);
    const json contract{{"title", "经销商协议"}, {"body", "第一条\n第二条"}};
    const auto published = server->send("POST", "/admin/v1/contracts", contract, with_key(operator_session));
    ASSERT_EQ(published.status, 201) << published.text;
    contract_number = published.body["number"];
  }

  struct Person {
    std::string openid;
    Headers session;
    json profile;
  };

  static ApiReply log_in(const std::string& openid, const json& more = json::object()) {
    json body{{"code", emulator->login_code(openid)}};
    body.update(more);
    return server->send("POST", "/api/v1/login", body, {});
  }
  static Headers session_of(const ApiReply& login) {
    return {{"Authorization", "Bearer " + login.body.at("token").get<std::string>()}};
  }
  static Person new_person(const json& more = json::object()) {
    const std::string openid = emulator->add_user();
    const auto login = log_in(openid, more);
    if (login.status != 200) throw std::runtime_error(login.text);
    return {openid, session_of(login), login.body};
  }

  // Applies with `invite` and is approved.
  Person new_dealer(const std::string& invite, const std::string& name) {
    Person person = new_person();
    const json wish{{"name", name}, {"invite_code", invite}, {"accepted_contract", contract_number}};
    const auto applied = server->send("POST", "/api/v1/dealer-applications", wish, with_key(person.session));
    EXPECT_EQ(applied.status, 201) << applied.text;
    const auto path = "/admin/v1/dealer-applications/" + applied.body["id"].get<std::string>() + "/approval";
    const auto approved = server->send("POST", path, json::object(), with_key(operator_session));
    EXPECT_EQ(approved.status, 201) << approved.text;
    person.profile = approved.body;
    return person;
  }
  std::string invite_by(const Headers& session, const std::string& path) {
    const auto made = server->send("POST", path, {{"uses", 5}, {"days", 7}}, with_key(session));
    EXPECT_EQ(made.status, 201) << made.text;
    return made.body["code"];
  }
  static std::string referral_code_of(const Person& dealer) {
    const auto code =
        server->send("POST", "/api/v1/dealer/referral-codes", json::object(), with_key(dealer.session));
    EXPECT_EQ(code.status, 201) << code.text;
    return code.body["code"];
  }

  Headers operator_session;
  int contract_number = 0;
  static inline std::unique_ptr<fenrun::testing::Emulator> emulator;
  static inline std::unique_ptr<ApiServer> server;
};

}  // namespace fenrun::server::testing
