// WeChat Pay as a merchant's server meets it: signed calls over TLS, callbacks that arrive, keys in files.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "tests/support/emulator.hpp"
#include "tests/wechat/support/certificates.hpp"
#include "tests/wechat/support/tls_server.hpp"
#include "wechat/emulator/core/pay/keys.hpp"

namespace fenrun::testing {
namespace {

using PayJson = nlohmann::json;
using emulator::RsaPrivateKey;

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::string text;
  std::array<char, 4'096> chunk{};
  while (const auto got = std::fread(chunk.data(), 1, chunk.size(), pipe)) text.append(chunk.data(), got);
  ::pclose(pipe);
  return text;
}

class EmulatorPayProgram : public ::testing::Test {
 protected:
  // Head and body of the reply, from a client that is not ours.
  std::string post(const std::string& path, const PayJson& body) {
    const auto text = body.dump();
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto timestamp = std::to_string(std::chrono::floor<std::chrono::seconds>(now).count());
    const auto key = RsaPrivateKey::from_pem(text_of_file(server.pay().at("key_file")));
    const auto signature = key.value().sign("POST\n" + path + "\n" + timestamp + "\nNONCE\n" + text + "\n");
    std::ofstream(server.folder() + "/request") << text;
    return output_of("curl --silent --include --max-time 60 --cacert '" + server.ca_file() +
                     "' --data-binary '@" + server.folder() +
                     "/request' -H 'Content-Type: application/json' -H 'Authorization: "
                     "WECHATPAY2-SHA256-RSA2048 mchid=\"" +
                     server.pay().at("mchid").get<std::string>() + "\",nonce_str=\"NONCE\",timestamp=\"" +
                     timestamp + "\",serial_no=\"" +
                     server.pay().at("certificate_serial").get<std::string>() + "\",signature=\"" +
                     signature + "\"' '" + server.base_url() + path + "'");
  }
  // The first entry of a book that is as wanted; fails after ten seconds.
  template <class Wanted>
  PayJson wait_for(const std::string& book, Wanted wanted) {
    for (int i = 0; i < 500; ++i) {
      const PayJson entries = server.get(book).at("entries");
      for (const auto& entry : entries) {
        if (wanted(entry)) return entry;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << book << ": " << server.get(book);
    return {};
  }

  Emulator server{EmulatorOptions{.has_merchant = true}};
};

TEST_F(EmulatorPayProgram, answers_with_a_signature_and_calls_back) {
  std::mutex mutex;
  std::string arrived;
  const wechat::testing::Authority authority;
  const wechat::testing::TlsServer receiver(authority.issue("IP:127.0.0.1"),
                                            [&](wechat::testing::Peer& peer) {
                                              const auto request = peer.read_request();
                                              peer.reply(R"({"code":"SUCCESS"})");
                                              const std::lock_guard lock(mutex);
                                              arrived = request;
                                            });
  server.post("/pay/callbacks/endpoint",
              {{"origin", receiver.url("127.0.0.1")}, {"ca_file", authority.file()}});
  const auto reply = post("/v3/security/echo",
                          {{"echo_message", "a"}, {"notify_url", "https://shop.example.com/wxpay/echo"}});
  EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 OK")) << reply;
  for (const auto* header : {"Wechatpay-Signature: ", "Wechatpay-Serial: ", "Request-Id: "})
    EXPECT_NE(reply.find(header), std::string::npos) << header;
  const auto attempt = wait_for("/books/callback-attempts",
                                [](const PayJson& entry) { return entry.at("http_status") == 200; });
  EXPECT_EQ(attempt.at("is_merchant_failure"), false);
  const std::lock_guard lock(mutex);
  EXPECT_TRUE(arrived.starts_with("POST /wxpay/echo HTTP/1.1")) << arrived;
  EXPECT_NE(arrived.find("Wechatpay-Signature-Type: WECHATPAY2-SHA256-RSA2048"), std::string::npos);
}

TEST_F(EmulatorPayProgram, calls_again_when_nobody_answers_in_time) {
  const auto mute = wechat::testing::TlsServer::mute();
  server.post("/pay/callbacks/endpoint", {{"origin", mute->url("127.0.0.1")}, {"timeout_ms", 100}});
  post("/v3/security/echo", {{"echo_message", "a"}, {"notify_url", "https://shop.example.com/echo"}});
  const auto first =
      wait_for("/books/callback-attempts", [](const PayJson& entry) { return entry.at("outcome") != ""; });
  EXPECT_EQ(first.at("http_status"), 0);
  server.advance_clock(15);
  wait_for("/books/callback-attempts", [](const PayJson& entry) { return entry.at("number") == 2; });
}

TEST_F(EmulatorPayProgram, a_lost_reply_is_a_closed_connection) {
  server.add_fault("close_after", "/v3/security/echo");
  EXPECT_EQ(post("/v3/security/echo", {{"echo_message", "a"}}), "");
  EXPECT_EQ(server.requests("/v3/security/echo").at(0).at("is_processed"), true);
}

TEST_F(EmulatorPayProgram, the_merchant_of_a_folder_is_kept) {
  const auto folder = server.folder() + "/merchant";
  const auto ready = output_of("cd '" + server.folder() +
                               "' && { '" FENRUN_EMULATOR_PROGRAM
                               "' --appid wx1 --secret-file secret --generate-tls tls --generate-merchant '" +
                               folder +
                               "' --mchid 1900000099 >ready & } ; while ! [ -s ready ]; do sleep 0.05; done; "
                               "kill -TERM $!; wait $!; cat ready");
  EXPECT_EQ(PayJson::parse(ready).at("pay"), server.pay());
}

}  // namespace
}  // namespace fenrun::testing
