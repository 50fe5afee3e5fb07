// What surrounds every reply of the emulator's: the headers of WeChat's web servers, and a connection that is
// kept for so long and then closed.
#include <gtest/gtest.h>
#include <sys/types.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/clock.hpp"
#include "tests/server/support/raw_client.hpp"
#include "wechat/http/date.hpp"

namespace fenrun::testing {
namespace {

using server::testing::RawClient;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kKeptFor{400};

std::string line_from(std::FILE* pipe) {
  std::array<char, 4'096> line{};
  return std::fgets(line.data(), static_cast<int>(line.size()), pipe) != nullptr ? line.data() : "";
}

// A program that closes its connections after kKeptFor; one for all tests, for its keys take time.
class HurriedEmulator : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "fenrun-hurried-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    std::ofstream(folder_ / "secret") << "0123456789abcdef0123456789abcdef";
    const std::string command =
        "cd '" + folder_.string() +
        "' && { '" FENRUN_EMULATOR_PROGRAM
        "' --appid wx1 --secret-file secret --generate-tls tls --generate-merchant pay "
        "--kept-alive-ms " +
        std::to_string(kKeptFor.count()) + " >ready & } ; echo $!; " +
        "while ! [ -s ready ]; do sleep 0.05; done; cat ready; wait $!";
    pipe_ = ::popen(command.c_str(), "r");
    process_ = static_cast<pid_t>(std::stol(line_from(pipe_)));
    const auto ready = nlohmann::json::parse(line_from(pipe_));
    port_ = port_of(ready.at("wechat"));
    control_port_ = port_of(ready.at("control"));
  }
  static void TearDownTestSuite() {
    ::kill(process_, SIGTERM);
    ::pclose(pipe_);
    std::filesystem::remove_all(folder_);
  }

  static std::uint16_t port_of(const std::string& url) {
    return static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
  }
  static std::string get(const std::string& path, const std::string& more = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: test\r\n" + more +
           "\r\n";
  }

  static inline std::filesystem::path folder_;
  static inline std::FILE* pipe_ = nullptr;
  static inline pid_t process_ = 0;
  static inline std::uint16_t port_ = 0;
  static inline std::uint16_t control_port_ = 0;
};

TEST_F(HurriedEmulator, every_reply_is_dated_and_says_how_long_the_connection_is_kept) {
  RawClient client(port_);
  // Refused by WeChat Pay, unknown to it, and refused by the mini program's API.
  for (const auto& [path, status] : {std::pair("/v3/certificates", 401), std::pair("/v3/nothing", 404),
                                     std::pair("/cgi-bin/token", 200)}) {
    ASSERT_TRUE(client.send(get(path)));
    const auto reply = client.receive();
    EXPECT_EQ(reply.status, status) << path;
    EXPECT_EQ(reply.field("Server"), "nginx") << path;
    EXPECT_EQ(reply.field("Connection"), "keep-alive") << path;
    EXPECT_EQ(reply.field("Keep-Alive"), "timeout=8") << path << ": WeChat's, whatever the option says";
    const auto date = wechat::read_http_date(reply.field("Date"));
    ASSERT_TRUE(date.has_value()) << path << ": " << reply.field("Date");
    EXPECT_LE(std::chrono::abs(SystemClock().now() - *date), std::chrono::seconds(10)) << path;
  }
}

TEST_F(HurriedEmulator, a_client_that_wants_to_close_is_not_told_to_keep) {
  RawClient client(port_);
  ASSERT_TRUE(client.send(get("/v3/certificates", "Connection: close\r\n")));
  const auto reply = client.receive();
  EXPECT_EQ(reply.field("Connection"), "close");
  EXPECT_EQ(reply.field("Keep-Alive"), "");
  EXPECT_TRUE(client.is_closed_by_peer());
}

TEST_F(HurriedEmulator, a_connection_is_closed_so_long_after_its_last_reply) {
  RawClient client(port_);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(get("/v3/certificates"))) << i;
    EXPECT_EQ(client.receive().status, 401) << i;
  }
  const auto replied = steady_clock::now();
  EXPECT_TRUE(client.is_closed_by_peer());
  const auto kept = steady_clock::now() - replied;
  EXPECT_GE(kept, kKeptFor - milliseconds(50));
  EXPECT_LT(kept, milliseconds(8'000)) << "the option counts";
}

TEST_F(HurriedEmulator, before_the_first_request_and_on_the_control_api_there_is_time) {
  RawClient silent(port_);
  RawClient control(control_port_, RawClient::Kind::plain);
  ASSERT_TRUE(control.send(get("/control/v1/health")));
  EXPECT_EQ(control.receive().status, 200);
  RawClient other(port_);
  ASSERT_TRUE(other.send(get("/v3/certificates")));
  EXPECT_EQ(other.receive().status, 401);
  EXPECT_TRUE(other.is_closed_by_peer()) << "and the two before were opened earlier";
  ASSERT_TRUE(silent.send(get("/v3/certificates")));
  EXPECT_EQ(silent.receive().status, 401);
  ASSERT_TRUE(control.send(get("/control/v1/health")));
  EXPECT_EQ(control.receive().status, 200);
}

}  // namespace
}  // namespace fenrun::testing
