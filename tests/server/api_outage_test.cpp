// Stores that are killed under the API: without Redis everything goes on, a rate limit included; without
// MySQL the answer is 503 with Retry-After at once, and success comes back by itself.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <optional>
#include <thread>

#include "tests/server/support/api_story.hpp"
#include "tests/support/private_store.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::server::testing {
namespace {

using fenrun::testing::PrivateStore;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Bounds of patience and no figures, which tests/chaos takes: none of these is a time-out of ten seconds.
constexpr milliseconds kAtOnce{3000};
constexpr milliseconds kHeals{10'000};
constexpr milliseconds kPause{300};  // a session may read sixty times a minute
constexpr int kLoginsInAMinute = 10;

struct TimedReply {
  ApiReply reply;
  milliseconds took;
};

// Several callers at once would hide that one of them waits.
TimedReply timed(const std::function<ApiReply()>& call) {
  const auto began = steady_clock::now();
  ApiReply reply = call();
  return {std::move(reply), std::chrono::duration_cast<milliseconds>(steady_clock::now() - began)};
}

// How long it takes until `is_so`; nothing when it is not so within `patience`.
std::optional<milliseconds> wait_until(milliseconds patience, const std::function<bool()>& is_so) {
  const auto began = steady_clock::now();
  while (!is_so()) {
    if (steady_clock::now() - began > patience) return std::nullopt;
    std::this_thread::sleep_for(kPause);
  }
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - began);
}

class ApiOutage : public ::testing::Test {
 protected:
  // The server and its database are found as in every test, but the stores are this program's own.
  static void SetUpTestSuite() {
    mariadb = std::make_unique<PrivateStore>(PrivateStore::Kind::mariadb);
    redis = std::make_unique<PrivateStore>(PrivateStore::Kind::redis);
    ASSERT_EQ(setenv("FENRUN_TEST_MYSQL_SOCKET", mariadb->socket().c_str(), 1), 0);
    ASSERT_EQ(setenv("FENRUN_TEST_REDIS_SOCKET", redis->socket().c_str(), 1), 0);
    emulator = std::make_unique<fenrun::testing::Emulator>();
    auto options = options_for(*emulator);
    options.with_redis = true;
    options.rate_limit_factor = 1;  // the limits of production
    server = std::make_unique<ApiServer>(std::move(options));
  }
  static void TearDownTestSuite() {
    server.reset();
    emulator.reset();
    redis.reset();
    mariadb.reset();
  }

  // Everybody comes from an address of their own; limits go by it.
  static Headers new_address() {
    static int next = 0;
    ++next;
    return {{"X-Forwarded-For", "203.0.113." + std::to_string(next)}};
  }
  static ApiReply log_in(const std::string& openid) {
    return server->send("POST", "/api/v1/login", {{"code", emulator->login_code(openid)}}, new_address());
  }
  // Headers of a new consumer's session; none when the login failed.
  static Headers sign_in() {
    const auto login = log_in(emulator->add_user());
    EXPECT_EQ(login.status, 200) << login.text;
    if (login.status != 200) return {};
    return {{"Authorization", "Bearer " + login.body.at("token").get<std::string>()}};
  }
  static ApiReply read(const Headers& session) { return server->call("GET", "/api/v1/me", "", session); }

  // A login that is refused for its body counts all the same: ten, and the eleventh is too many.
  static void expect_limited_logins() {
    const Headers address = new_address();
    const auto knock = [&] { return server->call("POST", "/api/v1/login", "{}", address); };
    for (int i = 0; i < kLoginsInAMinute; ++i) EXPECT_EQ(knock().status, 400);
    const auto refused = knock();
    EXPECT_EQ(refused.status, 429) << refused.text;
    EXPECT_EQ(refused.code(), "rate.limited");
    EXPECT_GE(std::atoi(refused.field("Retry-After").c_str()), 1);
  }

  static int keys_in_redis() {
    db::RedisOptions options;
    options.socket = redis->socket();
    return std::stoi(fenrun::testing::redis_command(options, {"DBSIZE"}));
  }
  // The server connects in the background: it has when a read leaves something there.
  static bool is_redis_in_use(const Headers& session) {
    EXPECT_EQ(read(session).status, 200);
    return keys_in_redis() > 0;
  }

  static void expect_refused_at_once(const std::function<ApiReply()>& call) {
    const auto [reply, took] = timed(call);
    EXPECT_EQ(reply.status, 503) << reply.text;
    EXPECT_EQ(reply.code(), "service.unavailable");
    EXPECT_GE(std::atoi(reply.field("Retry-After").c_str()), 1) << reply.head;
    EXPECT_LT(took, kAtOnce);
  }

  static inline std::unique_ptr<PrivateStore> mariadb;
  static inline std::unique_ptr<PrivateStore> redis;
  static inline std::unique_ptr<fenrun::testing::Emulator> emulator;
  static inline std::unique_ptr<ApiServer> server;
};

TEST_F(ApiOutage, without_redis_people_sign_in_read_and_are_limited_and_with_it_again) {
  const Headers before = sign_in();
  ASSERT_TRUE(wait_until(kHeals, [&] { return is_redis_in_use(before); }));

  redis->kill();
  EXPECT_EQ(read(before).status, 200);  // the very first request after the kill
  const Headers meanwhile = sign_in();
  EXPECT_EQ(read(meanwhile).status, 200);
  expect_limited_logins();
  const Headers ended = sign_in();
  EXPECT_EQ(server->call("POST", "/api/v1/logout", "", ended).status, 204);
  EXPECT_EQ(read(ended).code(), "session.expired");

  redis->start();
  EXPECT_TRUE(wait_until(kHeals, [&] { return is_redis_in_use(meanwhile); }));
  EXPECT_EQ(read(before).status, 200);
  EXPECT_EQ(read(sign_in()).status, 200);
  EXPECT_EQ(read(ended).code(), "session.expired");
  expect_limited_logins();
}

// It is there and says nothing: each question to it costs its time-out, and nobody is refused.
TEST_F(ApiOutage, with_redis_frozen_people_are_served_more_slowly) {
  const Headers before = sign_in();
  redis->freeze();
  const auto reading = timed([&] { return read(before); });
  EXPECT_EQ(reading.reply.status, 200);
  EXPECT_LT(reading.took, kAtOnce);
  EXPECT_EQ(read(sign_in()).status, 200);
  expect_limited_logins();
  redis->thaw();
  EXPECT_EQ(read(before).status, 200);
}

TEST_F(ApiOutage, without_mysql_the_answer_is_503_at_once_and_heals_by_itself) {
  const Headers before = sign_in();
  EXPECT_EQ(read(before).status, 200);
  const std::string newcomer = emulator->add_user();

  mariadb->kill();
  for (int i = 0; i < 5; ++i) {
    expect_refused_at_once([&] { return read(before); });  // its session is in Redis
    expect_refused_at_once([&] { return log_in(newcomer); });
    expect_refused_at_once([&] { return server->call("GET", "/api/v1/products", "", before); });
  }

  mariadb->start();
  EXPECT_TRUE(wait_until(kHeals, [&] { return read(before).status == 200; }));
  EXPECT_EQ(log_in(newcomer).status, 200);
  EXPECT_EQ(server->call("GET", "/api/v1/products", "", before).status, 200);
  server->database().connection().close();  // the test's own, lost with the server
}

TEST_F(ApiOutage, without_both_it_is_503_too_and_mysql_alone_is_enough_to_go_on) {
  const Headers before = sign_in();
  redis->kill();
  mariadb->kill();
  for (int i = 0; i < 5; ++i) expect_refused_at_once([&] { return read(before); });
  mariadb->start();
  EXPECT_TRUE(wait_until(kHeals, [&] { return read(before).status == 200; }));
  EXPECT_EQ(read(sign_in()).status, 200);
  redis->start();
  EXPECT_TRUE(wait_until(kHeals, [&] { return is_redis_in_use(before); }));
  server->database().connection().close();
}

}  // namespace
}  // namespace fenrun::server::testing
