#include "db/session/session_cache.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/environment.hpp"

namespace fenrun::db {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
const ConsumerSession kSession{ConsumerId{7}, "01ARZ3NDEKTSV4RRFFQ69G5FAV", kNow + 30min};

crypto::Sha256 token(const std::string& name) { return crypto::sha256("session cache test: " + name); }

class SessionCacheTest : public ::testing::Test {
 protected:
  // Runs one coroutine to its end with a client of its own; `is_up` false points it where no Redis listens.
  template <class Body>
  static void run(bool is_up, Body body) {
    asio::io_context context;
    RedisOptions options;
    options.socket = testing::redis_socket() + (is_up ? "" : ".none");
    RedisClient client(context, options);
    SessionCache cache(client);
    const auto scenario = [&]() -> asio::awaitable<void> {
      if (is_up) co_await until_up(context, client);
      co_await body(client, cache);
    };
    std::exception_ptr thrown;
    asio::co_spawn(context, scenario, [&](std::exception_ptr error) {
      thrown = error;
      context.stop();
    });
    context.run();
    if (thrown) std::rethrow_exception(thrown);
  }

 private:
  static asio::awaitable<void> until_up(asio::io_context& context, RedisClient& client) {
    asio::steady_timer timer(context);
    while (!client.is_up()) {
      timer.expires_after(5ms);
      co_await timer.async_wait(asio::use_awaitable);
    }
    std::vector<std::string> flush{"FLUSHALL"};
    const auto flushed = co_await client.command(flush);
    EXPECT_TRUE(flushed.has_value());
  }
};

TEST(CachedSession, reads_back_what_it_wrote_and_nothing_else) {
  EXPECT_EQ(read_cached(write_cached(kSession)), CachedSession(kSession));
  EXPECT_EQ(read_cached(write_cached(SessionTombstone{})), CachedSession(SessionTombstone{}));
  const auto good = write_cached(kSession);
  for (const auto& text : {std::string(), std::string("2") + good.substr(1), good + " ", good + "x",
                           good.substr(0, good.size() / 2), std::string("1 0 01ARZ3NDEKTSV4RRFFQ69G5FAV 5"),
                           std::string("1 7 nobody 5"), std::string("endedx")}) {
    EXPECT_EQ(read_cached(text), std::nullopt) << text;
  }
}

TEST_F(SessionCacheTest, remembers_a_session_for_a_minute_at_most_and_never_past_its_end) {
  run(true, [](RedisClient& client, SessionCache& cache) -> asio::awaitable<void> {
    const auto before = co_await cache.find(token("a"), kNow);
    EXPECT_EQ(before, std::nullopt);
    co_await cache.remember(token("a"), kSession, kNow);
    const auto after = co_await cache.find(token("a"), kNow);
    EXPECT_EQ(after, CachedSession(kSession));
    const auto expired = co_await cache.find(token("a"), kSession.expires_at);
    EXPECT_EQ(expired, CachedSession(SessionTombstone{}));

    std::vector<std::string> life{"PTTL", session_key(token("a"))};
    const auto minute = co_await client.command(life);
    EXPECT_GT(minute->integer(), 0);
    EXPECT_LE(minute->integer(), 60'000);
    co_await cache.remember(token("b"), kSession, kSession.expires_at - 2s);
    life = {"PTTL", session_key(token("b"))};
    const auto rest = co_await client.command(life);
    EXPECT_GT(rest->integer(), 0);
    EXPECT_LE(rest->integer(), 2'000);
    co_await cache.remember(token("c"), kSession, kSession.expires_at);
    const auto none = co_await cache.find(token("c"), kNow);
    EXPECT_EQ(none, std::nullopt);
  });
}

TEST_F(SessionCacheTest, a_slow_fill_cannot_bring_back_a_session_that_ended) {
  run(true, [](RedisClient& client, SessionCache& cache) -> asio::awaitable<void> {
    co_await cache.remember(token("a"), kSession, kNow);
    std::vector<crypto::Sha256> ended{token("a"), token("b")};
    const bool told = co_await cache.forget(ended);
    EXPECT_TRUE(told);
    co_await cache.remember(token("a"), kSession, kNow);
    co_await cache.remember(token("b"), kSession, kNow);
    for (const auto* name : {"a", "b"}) {
      const auto found = co_await cache.find(token(name), kNow);
      EXPECT_EQ(found, CachedSession(SessionTombstone{})) << name;
    }
    std::vector<std::string> life{"TTL", session_key(token("b"))};
    const auto left = co_await client.command(life);
    EXPECT_GT(left->integer(), kSessionEntryLife.count());
  });
}

TEST_F(SessionCacheTest, garbage_in_redis_is_a_miss) {
  run(true, [](RedisClient& client, SessionCache& cache) -> asio::awaitable<void> {
    std::vector<std::string> set{"SET", session_key(token("a")), "1 7 nobody soon"};
    const auto reply = co_await client.command(set);
    EXPECT_TRUE(reply.has_value());
    const auto found = co_await cache.find(token("a"), kNow);
    EXPECT_EQ(found, std::nullopt);
  });
}

TEST_F(SessionCacheTest, without_redis_every_look_up_is_a_miss_and_forgetting_says_so) {
  run(false, [](RedisClient&, SessionCache& cache) -> asio::awaitable<void> {
    co_await cache.remember(token("a"), kSession, kNow);
    const auto found = co_await cache.find(token("a"), kNow);
    EXPECT_EQ(found, std::nullopt);
    std::vector<crypto::Sha256> ended{token("a")};
    const bool told = co_await cache.forget(ended);
    EXPECT_FALSE(told);
  });
}

}  // namespace
}  // namespace fenrun::db
