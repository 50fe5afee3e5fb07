// The program as its users meet it: a process, TLS, JSON and pictures on the wire.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/support/emulator.hpp"
#include "tests/wechat/emulator/support/scan.hpp"
#include "tests/wechat/support/certificates.hpp"
#include "tests/wechat/support/tls_server.hpp"

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
  HttpReply fetch(const std::string& target, const std::string& body = "") {
    const auto folder = server.folder();
    std::ofstream(folder + "/request") << body;
    std::string command = "curl --silent --max-time 60 --cacert '" + server.ca_file() + "' --output '" +
                          folder + "/reply' --write-out '%{http_code} %{content_type}' ";
    if (!body.empty()) command += "--data-binary '@" + folder + "/request' ";
    command += "'" + server.base_url() + target + "'";
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
        {"grant_type", "client_credential"}, {"appid", server.appid()}, {"secret", server.secret()}};
    return fetch_json("/cgi-bin/stable_token", request.dump()).at("access_token");
  }
  std::string login_target(const std::string& code) {
    return "/sns/jscode2session?appid=" + server.appid() + "&secret=" + server.secret() + "&js_code=" + code +
           "&grant_type=authorization_code";
  }

  Emulator server;
};

TEST_F(EmulatorProgram, gives_a_session_for_a_code_once) {
  const auto openid = server.add_user();
  const auto code = server.login_code(openid);
  const auto session = fetch_json(login_target(code));
  EXPECT_EQ(session.at("openid"), openid);
  EXPECT_FALSE(session.contains("errcode"));
  EXPECT_EQ(fetch_json(login_target(code)).at("errcode"), 40163);
}

TEST_F(EmulatorProgram, takes_its_time_from_the_control_api) {
  const auto code = server.login_code();
  server.advance_clock(301);
  EXPECT_EQ(fetch_json(login_target(code)).at("errcode"), 40029);
}

TEST_F(EmulatorProgram, draws_a_code_that_can_be_scanned) {
  const auto reply = fetch("/wxa/getwxacodeunlimit?access_token=" + token(), R"({"scene":"d.8Kz"})");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.content_type, "image/jpeg");
  EXPECT_EQ(emulator::testing::scan_picture(reply.body).text,
            "wxcode://" + server.appid() + "/pages/index/index?scene=d.8Kz");
}

TEST_F(EmulatorProgram, faults_are_what_a_client_sees_of_them) {
  constexpr int kNoReply = 52;
  struct Case {
    std::string kind;
    int exit_status;
    int http_status;
    int errcode_afterwards;  // of the same code, sent again
  };
  const Case cases[] = {
      {"hang_before", kNoReply, 0, 0},   {"hang_after", kNoReply, 0, 40163},
      {"close_before", kNoReply, 0, 0},  {"close_after", kNoReply, 0, 40163},
      {"http_500", 0, 500, 0},           {"http_502", 0, 502, 40163},
      {"truncated_body", 0, 200, 40163}, {"wrong_content_type", 0, 200, 40163},
  };
  for (const auto& [kind, exit_status, http_status, errcode_afterwards] : cases) {
    const auto target = login_target(server.login_code());
    server.add_fault(kind, "/sns/jscode2session", 1, {{"pace_ms", 50}});
    const auto reply = fetch(target);
    EXPECT_EQ(reply.exit_status, exit_status) << kind;
    EXPECT_EQ(reply.status, http_status) << kind;
    EXPECT_EQ(fetch_json(target).value("errcode", 0), errcode_afterwards) << kind;
  }
}

TEST_F(EmulatorProgram, a_slow_reply_arrives_whole) {
  server.add_fault("slow_body", "/sns/jscode2session", 1, {{"pace_ms", 1}});
  EXPECT_TRUE(fetch_json(login_target(server.login_code())).contains("openid"));
}

TEST_F(EmulatorProgram, pushes_until_the_receiver_accepts) {
  const wechat::testing::Authority authority;
  std::atomic<int> posts = 0;
  const wechat::testing::TlsServer receiver(
      authority.issue("DNS:localhost"), [&posts](wechat::testing::Peer& peer) {
        const auto request = peer.read_request();
        peer.reply(request.starts_with("POST /push?signature=") && ++posts >= 3 ? "success" : "busy",
                   "text/plain");
      });
  const auto push = [&](const std::string& ca_file) {
    server.post("/push/endpoint", {{"url", receiver.url() + "/push"},
                                   {"token", "t"},
                                   {"mode", "secure"},
                                   {"encoding_aes_key", std::string(43, 'k')},
                                   {"ca_file", ca_file}});
    const Json event{{"event", {{"Event", "user_authorization_cancellation"}, {"FromUserName", "o1"}}}};
    return server.post("/push/events", event).at("pushes").at(0);
  };
  const auto accepted = push(authority.file());
  EXPECT_EQ(accepted.at("attempts"), 3);
  EXPECT_EQ(accepted.at("is_accepted"), true);
  const auto distrusted = push(server.ca_file());
  EXPECT_EQ(distrusted.at("attempts"), 4);
  EXPECT_EQ(distrusted.at("is_accepted"), false);
  EXPECT_EQ(posts, 3);
}

TEST_F(EmulatorProgram, the_address_is_checked_by_its_echo) {
  const wechat::testing::Authority authority;
  const wechat::testing::TlsServer receiver(authority.issue("IP:127.0.0.1"), [](wechat::testing::Peer& peer) {
    const auto request = peer.read_request();
    const auto echo_at = request.find("&echostr=") + 9;
    peer.reply(request.substr(echo_at, request.find(' ', echo_at) - echo_at), "text/plain");
  });
  server.post("/push/endpoint", {{"url", receiver.url("127.0.0.1")}, {"token", "t"}, {"mode", "plain"}});
  EXPECT_EQ(server.post("/push/check").at("pushes").at(0).at("is_accepted"), true);
  EXPECT_EQ(server.get("/books/pushes").at("entries").at(0).at("event"), "check");
}

TEST_F(EmulatorProgram, pushes_over_plain_http_too) {
  // The control listener is a plain HTTP server: it has no such path, and its answer says that it was asked.
  server.post("/push/endpoint",
              {{"url", server.control_url() + "/control/v1/none"}, {"token", "t"}, {"mode", "plain"}});
  const auto pushed = server.post("/push/events", {{"event", {{"Event", "e"}}}}).at("pushes").at(0);
  EXPECT_EQ(pushed.at("last_outcome"), R"(404 {"error":"no such path"})");
}

TEST(EmulatorCommandLine, refuses_what_it_cannot_serve) {
  const std::string program = "'" + std::string(FENRUN_EMULATOR_PROGRAM) + "' ";
  const std::string cases[] = {
      "",
      "--appid wx1",
      "--appid wx1 --secret-file /dev/null --generate-tls /nowhere/at/all",
      "--appid wx1 --secret-file /nowhere --generate-tls /tmp",
      "--appid wx1 --secret-file /etc/hostname",
      "--appid wx1 --secret-file /etc/hostname --tls-cert /etc/hostname",
      "--appid wx1 --secret-file /etc/hostname --tls-cert /etc/hostname --tls-key /etc/hostname",
      "--appid wx1 --secret-file /etc/hostname --generate-tls /tmp --listen 0.0.0.0:0",
      "--appid wx1 --secret-file /etc/hostname --generate-tls /tmp --control 192.0.2.1:80",
      "--appid wx1 --secret-file /etc/hostname --generate-tls /tmp --listen 127.0.0.1:99999",
  };
  for (const auto& arguments : cases) {
    const int ended = std::system((program + arguments + " >/dev/null 2>&1").c_str());
    EXPECT_NE(WEXITSTATUS(ended), 0) << arguments;
  }
}

TEST_F(EmulatorProgram, ends_cleanly_when_told_to) { EXPECT_EQ(server.stop(), 0); }

}  // namespace
}  // namespace fenrun::testing
