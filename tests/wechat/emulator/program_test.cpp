// The program as its users meet it: a process, TLS, JSON and pictures on the wire.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/support/emulator.hpp"

namespace fenrun::testing {
namespace {

using Json = nlohmann::json;

struct HttpReply {
  int exit_status = 0;  // of curl
  int status = 0;
  std::string content_type;
  std::string body;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class EmulatorProgram : public ::testing::Test {
 protected:
  // Speaks as any client of WeChat does, with a program that is not ours.
  HttpReply fetch(const std::string& target, const std::string& body = "", int seconds_max = 10) {
    const auto folder = emulator.folder();
    std::ofstream(folder + "/request") << body;
    std::string command = "curl --silent --max-time " + std::to_string(seconds_max) + " --cacert '" +
                          emulator.ca_file() + "' --output '" + folder +
                          "/reply' --write-out '%{http_code} %{content_type}' ";
    if (!body.empty()) command += "--data-binary '@" + folder + "/request' ";
    command += "'" + emulator.base_url() + target + "'";
    std::ofstream(folder + "/reply").close();
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::array<char, 256> text{};
    const auto length = std::fread(text.data(), 1, text.size() - 1, pipe);
    const int ended = ::pclose(pipe);
    const std::string summary(text.data(), length);
    return {WEXITSTATUS(ended), std::stoi(summary.substr(0, 3)),
            summary.substr(std::min<std::size_t>(4, length)), read_file(folder + "/reply")};
  }
  Json fetch_json(const std::string& target, const std::string& body = "") {
    return Json::parse(fetch(target, body).body);
  }
  std::string token() {
    const Json request{
        {"grant_type", "client_credential"}, {"appid", emulator.appid()}, {"secret", emulator.secret()}};
    return fetch_json("/cgi-bin/stable_token", request.dump()).at("access_token");
  }
  std::string login_target(const std::string& code) {
    return "/sns/jscode2session?appid=" + emulator.appid() + "&secret=" + emulator.secret() +
           "&js_code=" + code + "&grant_type=authorization_code";
  }

  Emulator emulator;
};

TEST_F(EmulatorProgram, gives_a_session_for_a_code_once) {
  const auto openid = emulator.add_user();
  const auto code = emulator.login_code(openid);
  const auto session = fetch_json(login_target(code));
  EXPECT_EQ(session.at("openid"), openid);
  EXPECT_FALSE(session.contains("errcode"));
  EXPECT_EQ(fetch_json(login_target(code)).at("errcode"), 40163);
}

TEST_F(EmulatorProgram, takes_its_time_from_the_control_api) {
  const auto code = emulator.login_code();
  emulator.advance_clock(301);
  EXPECT_EQ(fetch_json(login_target(code)).at("errcode"), 40029);
}

TEST_F(EmulatorProgram, ends_cleanly_when_told_to) { EXPECT_EQ(emulator.stop(), 0); }

}  // namespace
}  // namespace fenrun::testing
