// WeChat's message push from its sender to the tables: the emulator seals and sends, the server records and
// carries out.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/log.hpp"
#include "db/session/cached_session.hpp"
#include "server/api/bearer.hpp"
#include "tests/server/support/api_story.hpp"
#include "tests/server/support/metric_value.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::server::testing {
namespace {

using fenrun::testing::Emulator;

constexpr const char* kToken = "push token";
constexpr const char* kAesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

ApiServer::Options options_with_push(const Emulator& emulator) {
  auto options = options_for(emulator);
  auto& push = options.message_push.emplace();
  push.appid = emulator.appid();
  push.token = SecretText(kToken);
  push.encoding_aes_key = SecretText(kAesKey);
  options.with_redis = true;
  return options;
}

class ApiPush : public ::testing::Test {
 protected:
  static std::string log_file() {
    return ::testing::TempDir() + "api_push_" + std::to_string(getpid()) + ".log";
  }
  // Before the threads of any server start.
  static void SetUpTestSuite() { log::start({log::Level::info, log_file()}); }
  static void TearDownTestSuite() { std::filesystem::remove(log_file()); }

  ApiPush() : server_(options_with_push(emulator_)) {
    const auto url = "https://localhost:" + std::to_string(server_.port()) + "/callbacks/wechat/message-push";
    emulator_.post("/push/endpoint",
                   {{"url", url}, {"token", kToken}, {"mode", "secure"}, {"encoding_aes_key", kAesKey}});
  }

  Headers log_in(const std::string& openid) {
    const json body{{"code", emulator_.login_code(openid)}};
    const auto login = server_.send("POST", "/api/v1/login", body, {});
    EXPECT_EQ(login.status, 200) << login.text;
    return {{"Authorization", "Bearer " + login.body.value("token", "")}};
  }
  // Sends the event `copies` times; every copy must be accepted at once.
  void push(const json& event, int copies = 1) {
    const auto sent = emulator_.post("/push/events", {{"event", event}, {"copies", copies}});
    ASSERT_EQ(sent.at("pushes").size(), static_cast<std::size_t>(copies)) << sent;
    for (const auto& one : sent.at("pushes")) {
      EXPECT_EQ(one.at("is_accepted"), true) << sent;
      EXPECT_EQ(one.at("attempts"), 1) << sent;
    }
  }
  std::int64_t recorded() {
    return server_.database().run([](db::Tx& tx) -> Result<std::int64_t> {
      return tx.one("SELECT COUNT(*) FROM wechat_push")->integer(0);
    });
  }

  Emulator emulator_;
  ApiServer server_;
};

TEST_F(ApiPush, the_address_is_verified) {
  const auto checked = emulator_.post("/push/check");
  EXPECT_EQ(checked.at("pushes").at(0).at("is_accepted"), true) << checked;
}

TEST_F(ApiPush, a_person_who_ended_their_account_at_wechat_is_erased_once) {
  const std::string openid = emulator_.add_user();
  const Headers session = log_in(openid);
  ASSERT_EQ(server_.call("GET", "/api/v1/me", "", session).status, 200);
  const json event{{"MsgType", "event"},
                   {"Event", "user_authorization_cancellation"},
                   {"FromUserName", openid},
                   {"OpenID", openid},
                   {"CreateTime", 1'700'000'000}};
  push(event, 3);
  EXPECT_EQ(recorded(), 1);
  EXPECT_EQ(server_.call("GET", "/api/v1/me", "", session).status, 401);

  const Headers anew = log_in(openid);
  push(event);
  EXPECT_EQ(recorded(), 1);
  EXPECT_EQ(server_.call("GET", "/api/v1/me", "", anew).status, 200);
}

// The session had been answered from Redis, which must not go on doing so.
TEST_F(ApiPush, an_erased_persons_session_is_dead_in_redis_too) {
  const std::string openid = emulator_.add_user();
  const Headers session = log_in(openid);
  const std::string token = session.at(0).second.substr(std::string("Bearer ").size());
  const auto entry = [&]() -> std::optional<db::CachedSession> {
    db::RedisOptions redis;
    redis.socket = fenrun::testing::redis_socket();
    const std::string key = db::session_key(hash_token(token).value());
    return db::read_cached(fenrun::testing::redis_command(redis, {"GET", key}));
  };
  for (int tries = 0; tries < 500 && !entry(); ++tries) {
    EXPECT_EQ(server_.call("GET", "/api/v1/me", "", session).status, 200);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_TRUE(entry() && std::holds_alternative<db::ConsumerSession>(*entry()));
  push({{"MsgType", "event"},
        {"Event", "user_authorization_cancellation"},
        {"FromUserName", openid},
        {"OpenID", openid},
        {"CreateTime", 1'700'000'001}});
  ASSERT_TRUE(entry() && std::holds_alternative<db::SessionTombstone>(*entry()));
  EXPECT_EQ(server_.call("GET", "/api/v1/me", "", session).code(), "session.expired");
}

TEST_F(ApiPush, a_punishment_is_counted_and_logged_once_for_somebody_to_see) {
  const double before = metric_value("fenrun_wechat_punished_total");
  push({{"MsgType", "event"},
        {"Event", "wxa_punish_event"},
        {"FromUserName", "gh_1"},
        {"CreateTime", 1'700'000'002},
        {"event_type", 3},
        {"punish_id", "p-77"},
        {"illegal_reason", "虚假交易"}},
       3);
  EXPECT_EQ(metric_value("fenrun_wechat_punished_total") - before, 1);
  log::flush();
  std::vector<json> lines;
  std::ifstream logged(log_file());
  for (std::string line; std::getline(logged, line);) {
    if (line.find("wechat.punished") != std::string::npos) lines.push_back(json::parse(line));
  }
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["level"], "error");
  EXPECT_EQ(lines[0]["punishment"], 3);
  EXPECT_EQ(lines[0]["punish_id"], "p-77");
  EXPECT_EQ(lines[0]["reason"], "虚假交易");
}

TEST_F(ApiPush, messages_of_every_kind_are_recorded) {
  push({{"MsgType", "event"}, {"Event", "wxa_punish_event"}, {"FromUserName", "gh_1"}, {"event_type", 2}});
  push({{"MsgType", "event"}, {"Event", "no such event"}, {"FromUserName", "gh_1"}});
  EXPECT_EQ(recorded(), 2);
}

}  // namespace
}  // namespace fenrun::server::testing
