// What every caller meets before a handler: unknown routes, languages, traces, rate limits with and without
// Redis, the document, and WeChat's message push.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/crypto/digest.hpp"
#include "base/crypto/encoding.hpp"
#include "tests/server/support/api_server.hpp"

namespace fenrun::server::testing {
namespace {

wechat::PushOptions push_options() {
  wechat::PushOptions push;
  push.appid = "wx0123456789abcdef";
  push.token = SecretText("push token");
  push.mode = wechat::PushMode::plain;
  return push;
}

ApiServer::Options options(std::int64_t factor, bool with_redis) {
  ApiServer::Options wanted;
  wanted.rate_limit_factor = factor;
  wanted.with_redis = with_redis;
  wanted.message_push = push_options();
  return wanted;
}

class ApiDoor : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server = std::make_unique<ApiServer>(options(1000, false)); }
  static void TearDownTestSuite() { server.reset(); }
  static inline std::unique_ptr<ApiServer> server;
};

TEST_F(ApiDoor, unknown_paths_are_404_and_unknown_methods_405_with_allow) {
  EXPECT_EQ(server->call("GET", "/api/v1/nothing").code(), "route.not_found");
  const auto reply = server->call("DELETE", "/api/v1/products");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.field("Allow"), "GET");
}

TEST_F(ApiDoor, a_problem_speaks_the_callers_language_and_names_the_trace) {
  const std::string trace(32, 'b');
  const Headers headers{{"Accept-Language", "en-GB,en;q=0.9"},
                        {"traceparent", "00-" + trace + "-00f067aa0ba902b7-01"},
                        {"X-Request-Id", "req-7"}};
  const auto reply = server->call("GET", "/api/v1/me", "", headers);
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.body["detail"], "Please sign in");
  EXPECT_EQ(reply.body["trace_id"], trace);
  EXPECT_TRUE(reply.field("traceparent").starts_with("00-" + trace));
  EXPECT_EQ(reply.field("X-Request-Id"), "req-7");
  EXPECT_EQ(reply.field("Content-Type"), "application/problem+json");
  EXPECT_EQ(reply.field("Cache-Control"), "no-store");
  EXPECT_EQ(server->call("GET", "/api/v1/me").body["detail"], "请先登录");
}

TEST_F(ApiDoor, tokens_that_are_none_of_ours_are_refused_without_a_word_more) {
  for (const std::string token : {"", "x", "Bearer", "Basic abc", "Bearer abc"}) {
    EXPECT_EQ(server->call("GET", "/api/v1/me", "", {{"Authorization", token}}).status, 401) << token;
  }
  const std::string unknown = "Bearer " + std::string(43, 'A');
  EXPECT_EQ(server->call("GET", "/api/v1/me", "", {{"Authorization", unknown}}).code(), "session.expired");
}

TEST_F(ApiDoor, a_body_is_read_strictly) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"code":"c","extra":1})", "request.invalid"},
      {R"({"code":"c","code":"d"})", "request.duplicate_key"},
      {R"({"code":1})", "request.invalid"},
      {R"([])", "request.invalid"},
      {"{", "request.body_malformed"},
  };
  for (const auto& [body, code] : cases) {
    const auto reply = server->call("POST", "/api/v1/login", std::string(body));
    EXPECT_EQ(reply.status, 400) << body;
    EXPECT_EQ(reply.code(), code) << body;
  }
}

TEST_F(ApiDoor, the_document_is_served_to_everyone) {
  const auto reply = server->call("GET", "/api/v1/openapi.yaml");
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.text.starts_with("openapi: 3.1.0\n"));
}

TEST_F(ApiDoor, wechat_verifies_our_address_by_its_signature) {
  std::string parts[] = {"push token", "1700000000", "nonce"};
  std::sort(std::begin(parts), std::end(parts));
  const auto signature = crypto::to_hex(crypto::sha1(parts[0] + parts[1] + parts[2]));
  const std::string query = "&timestamp=1700000000&nonce=nonce&echostr=hello";
  const auto good = server->call("GET", "/callbacks/wechat/message-push?signature=" + signature + query);
  EXPECT_EQ(good.status, 200) << good.text;
  EXPECT_EQ(good.text, "hello");
  const auto forged =
      server->call("GET", "/callbacks/wechat/message-push?signature=" + std::string(40, '0') + query);
  EXPECT_EQ(forged.status, 403);
}

// A login with a body that is refused still counts.
ApiReply knock(const ApiServer& server, const std::string& ip) {
  return server.call("POST", "/api/v1/login", std::string("{}"), {{"X-Forwarded-For", "203.0.113.9, " + ip}});
}

TEST(ApiLimits, the_eleventh_login_of_a_minute_is_refused_and_others_are_not) {
  const ApiServer server(options(1, false));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(knock(server, "198.51.100.1").status, 400);
  const auto refused = knock(server, "198.51.100.1");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.code(), "rate.limited");
  EXPECT_EQ(refused.field("RateLimit-Policy"), "\"login\";q=10;w=60");
  EXPECT_TRUE(refused.field("RateLimit").starts_with("\"login\";r=0;t="));
  EXPECT_GE(std::stoi(refused.field("Retry-After")), 1);
  EXPECT_EQ(knock(server, "198.51.100.2").status, 400);
}

TEST(ApiLimits, one_network_of_ipv6_is_one_address) {
  const ApiServer server(options(1, false));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(knock(server, "2001:db8:1:2::" + std::to_string(i + 1)).status, 400);
  EXPECT_EQ(knock(server, "2001:db8:1:2:ffff::9").status, 429);
  EXPECT_EQ(knock(server, "2001:db8:1:3::1").status, 400);
}

// A proxy that adds a line of its own leaves the caller's line before it.
TEST(ApiLimits, the_address_is_what_the_proxy_says_last) {
  const ApiServer server(options(1, false));
  const auto knock_through = [&](const std::string& claimed) {
    return server.call("POST", "/api/v1/login", std::string("{}"),
                       {{"X-Forwarded-For", claimed}, {"X-Forwarded-For", "198.51.100.3"}});
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(knock_through("203.0.113." + std::to_string(i)).status, 400);
  EXPECT_EQ(knock_through("203.0.113.77").status, 429);
  EXPECT_EQ(knock(server, "no address").status, 400);
}

TEST(ApiLimits, processes_share_their_buckets_through_redis) {
  const ApiServer one(options(1, true));
  const ApiServer other(options(1, true));
  // The connection is made in the background; until then each counts alone.
  const auto is_shared = [&] {
    const auto before = knock(one, "198.51.100.7").field("RateLimit");
    const auto after = knock(other, "198.51.100.7").field("RateLimit");
    return before != after;
  };
  for (int tries = 0; tries < 100 && !is_shared(); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  for (int i = 0; i < 10; ++i) (void)knock(one, "198.51.100.8");
  EXPECT_EQ(knock(other, "198.51.100.8").status, 429);
}

// Finer than one a microsecond: the class of callbacks, times the largest factor.
TEST(ApiLimits, a_load_test_may_ask_for_more_than_a_request_each_microsecond) {
  const ApiServer one(options(1'000'000, true));
  for (int tries = 0; tries < 20; ++tries) {
    EXPECT_NE(one.call("GET", "/callbacks/wechat/message-push").status, 429);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // Redis is connected in the background
  }
}

}  // namespace
}  // namespace fenrun::server::testing
