#include "db/redis/client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/support/private_store.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::db {
namespace {

namespace asio = boost::asio;
using fenrun::testing::PrivateStore;
using fenrun::testing::redis_command;
using fenrun::testing::TestRedis;
using Reply = Result<RedisReply>;

class RedisClientTest : public ::testing::Test {
 protected:
  // Runs the loop until the coroutine has ended; what it throws fails the test.
  template <class T>
  T await(asio::awaitable<T> coroutine) {
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr error, T value) {
      thrown = error;
      if (!error) result.emplace(std::move(value));
    });
    run_until([&] { return result.has_value() || thrown; });
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
  }
  void run_until(const std::function<bool()>& is_so) {
    context.restart();
    while (!is_so()) context.run_one_for(std::chrono::milliseconds(10));
  }
  Reply send(RedisClient& client, std::vector<std::string> arguments) {
    // Boxed, because co_spawn wants what a coroutine returns to be default constructible.
    return *await(boxed(client, std::move(arguments)));
  }
  static asio::awaitable<std::shared_ptr<Reply>> boxed(RedisClient& client,
                                                       std::vector<std::string> arguments) {
    auto pending = client.command(std::move(arguments));
    Reply reply = co_await std::move(pending);
    co_return std::make_shared<Reply>(std::move(reply));
  }
  static asio::awaitable<std::shared_ptr<Reply>> boxed_run(RedisClient& client, RedisScript script,
                                                           std::vector<std::string> keys,
                                                           std::vector<std::string> arguments) {
    auto pending = client.run(std::move(script), std::move(keys), std::move(arguments));
    Reply reply = co_await std::move(pending);
    co_return std::make_shared<Reply>(std::move(reply));
  }
  void wait_until_up(RedisClient& client) {
    run_until([&] { return client.is_up(); });
  }

  asio::io_context context{1};
};

TEST_F(RedisClientTest, replies_keep_their_types) {
  const TestRedis redis;
  RedisClient client(context, redis.options());
  wait_until_up(client);
  EXPECT_EQ(send(client, {"SET", "a", "1"})->text(), "OK");
  EXPECT_EQ(send(client, {"GET", "a"})->text(), "1");
  EXPECT_EQ(send(client, {"INCR", "a"})->integer(), 2);
  EXPECT_TRUE(send(client, {"GET", "nothing"})->is_nil());
  EXPECT_EQ(send(client, {"GET", "nothing"})->maybe_text(), std::nullopt);
  const Reply list = send(client, {"MGET", "a", "nothing"});
  ASSERT_EQ(list->list().size(), 2U);
  EXPECT_EQ(list->list()[0].text(), "2");
  EXPECT_TRUE(list->list()[1].is_nil());
  EXPECT_THROW(static_cast<void>(list->text()), std::logic_error);
}

TEST_F(RedisClientTest, values_are_binary_safe) {
  const TestRedis redis;
  RedisClient client(context, redis.options());
  wait_until_up(client);
  std::string every_byte;
  for (int i = 0; i < 256; ++i) every_byte += static_cast<char>(i);
  const std::string large(3'000'000, '\0');
  for (const std::string& value : {every_byte, std::string(), large, std::string("中文\r\n$5\r\n")}) {
    ASSERT_TRUE(send(client, {"SET", every_byte, value}));
    EXPECT_EQ(send(client, {"GET", every_byte})->text(), value);
  }
}

TEST_F(RedisClientTest, an_error_reply_is_a_refusal_with_redis_own_words_for_the_log) {
  const TestRedis redis;
  RedisClient client(context, redis.options());
  wait_until_up(client);
  ASSERT_TRUE(send(client, {"SET", "a", "text"}));
  const Reply refused = send(client, {"INCR", "a"});
  ASSERT_TRUE(refused.refused_with(kRedisRefused));
  EXPECT_TRUE(refused.error().internal_note().starts_with("ERR")) << refused.error().internal_note();
}

asio::awaitable<void> count_up(RedisClient& client, int times, int& done) {
  for (int i = 0; i < times; ++i) {
    auto pending = client.command({"INCR", "counter"});
    const Reply reply = co_await std::move(pending);
    if (reply) ++done;
  }
}

TEST_F(RedisClientTest, a_thousand_coroutines_share_one_connection) {
  const TestRedis redis;
  RedisOptions patient = redis.options();
  patient.command_timeout = std::chrono::seconds(30);
  RedisClient client(context, patient);
  wait_until_up(client);
  int done = 0;
  int ended = 0;
  for (int i = 0; i < 1000; ++i) {
    asio::co_spawn(context, count_up(client, 20, done), [&](std::exception_ptr error) {
      EXPECT_FALSE(error);
      ++ended;
    });
  }
  run_until([&] { return ended == 1000; });
  EXPECT_EQ(done, 20'000);
  EXPECT_EQ(send(client, {"GET", "counter"})->text(), "20000");
}

TEST_F(RedisClientTest, a_forgotten_script_is_sent_again) {
  const TestRedis redis;
  RedisClient client(context, redis.options());
  wait_until_up(client);
  const RedisScript script("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}");
  for (std::int64_t i = 1; i <= 4; ++i) {
    if (i == 3) redis_command(redis.options(), {"SCRIPT", "FLUSH"});
    const std::vector<std::string> keys{"a"};
    const std::vector<std::string> arguments{"b"};
    const Reply reply = *await(boxed_run(client, script, keys, arguments));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->list()[0].text(), "a");
    EXPECT_EQ(reply->list()[1].text(), "b");
    EXPECT_EQ(reply->list()[2].integer(), i);
  }
}

TEST_F(RedisClientTest, the_numbered_database_is_selected) {
  const TestRedis redis;
  RedisClient client(context, redis.options());
  wait_until_up(client);
  ASSERT_TRUE(send(client, {"SET", "where", "here"}));
  EXPECT_EQ(redis_command(redis.options(), {"GET", "where"}), "here");
}

TEST_F(RedisClientTest, too_many_commands_in_flight_are_refused) {
  const TestRedis redis;
  RedisOptions narrow = redis.options();
  narrow.in_flight_max = 5;
  RedisClient client(context, narrow);
  wait_until_up(client);
  int busy = 0;
  int answered = 0;
  for (int i = 0; i < 8; ++i) {
    asio::co_spawn(context, boxed(client, {"PING"}), [&](std::exception_ptr, std::shared_ptr<Reply> reply) {
      ++answered;
      if (reply->refused_with(kRedisBusy)) ++busy;
    });
  }
  run_until([&] { return answered == 8; });
  EXPECT_EQ(busy, 3);
}

TEST_F(RedisClientTest, a_host_must_be_a_numeric_address) {
  RedisOptions named;
  named.host = "localhost";
  EXPECT_THROW(RedisClient(context, named), std::invalid_argument);
}

TEST_F(RedisClientTest, commands_fail_at_once_while_redis_is_down) {
  const TestRedis redis;
  RedisOptions nobody = redis.options();
  nobody.socket += ".nobody";
  RedisClient client(context, nobody);
  EXPECT_FALSE(client.is_up());
  EXPECT_TRUE(send(client, {"PING"}).refused_with(kRedisDown));
}

TEST_F(RedisClientTest, a_client_destroyed_with_commands_in_flight_tells_them) {
  const TestRedis redis;
  auto client = std::make_unique<RedisClient>(context, redis.options());
  wait_until_up(*client);
  std::shared_ptr<Reply> reply;
  asio::co_spawn(context, boxed(*client, {"BLPOP", "never", "0"}),
                 [&](std::exception_ptr, std::shared_ptr<Reply> answer) { reply = std::move(answer); });
  context.restart();
  context.poll();  // starts the coroutine, which sends
  client.reset();
  run_until([&] { return reply != nullptr; });
  EXPECT_TRUE(reply->refused_with(kRedisDown));
}

class RedisRestartTest : public RedisClientTest {
 protected:
  RedisRestartTest() {
    options.socket = server.socket();
    options.reconnect_max = std::chrono::milliseconds(50);
  }
  PrivateStore server{PrivateStore::Kind::redis};
  RedisOptions options;
};

TEST_F(RedisRestartTest, a_killed_redis_fails_what_waits_and_comes_back_by_itself) {
  options.command_timeout = std::chrono::seconds(30);
  RedisClient client(context, options);
  for (int round = 0; round < 3; ++round) {
    wait_until_up(client);
    EXPECT_TRUE(send(client, {"PING"}));
    std::vector<std::shared_ptr<Reply>> replies;
    for (int i = 0; i < 100; ++i) {
      asio::co_spawn(
          context, boxed(client, {"BLPOP", "never", "0"}),
          [&](std::exception_ptr, std::shared_ptr<Reply> reply) { replies.push_back(std::move(reply)); });
    }
    context.restart();
    context.poll();
    server.kill();
    run_until([&] { return replies.size() == 100; });
    for (const auto& reply : replies) EXPECT_TRUE(reply->refused_with(kRedisDown));
    EXPECT_FALSE(client.is_up());
    server.start();
  }
  wait_until_up(client);
  EXPECT_TRUE(send(client, {"PING"}));
}

TEST_F(RedisRestartTest, a_command_without_an_answer_times_out_and_a_silent_server_is_left) {
  options.command_timeout = std::chrono::milliseconds(50);
  options.connect_timeout = std::chrono::milliseconds(200);
  RedisClient client(context, options);
  wait_until_up(client);
  server.freeze();
  EXPECT_TRUE(send(client, {"PING"}).refused_with(kRedisTimeout));
  run_until([&] { return !client.is_up(); });
  EXPECT_TRUE(send(client, {"PING"}).refused_with(kRedisDown));
  server.thaw();
  wait_until_up(client);
  EXPECT_TRUE(send(client, {"PING"}));
}

TEST_F(RedisRestartTest, a_late_answer_goes_to_nobody_else) {
  options.command_timeout = std::chrono::milliseconds(500);
  RedisClient client(context, options);
  wait_until_up(client);
  server.freeze();
  EXPECT_TRUE(send(client, {"ECHO", "late"}).refused_with(kRedisTimeout));
  server.thaw();
  const Reply reply = send(client, {"ECHO", "mine"});
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text(), "mine");
}

TEST_F(RedisRestartTest, the_password_is_sent_on_every_connection) {
  redis_command(options, {"CONFIG", "SET", "requirepass", "top secret"});
  RedisOptions known = options;
  known.password = SecretText("top secret");
  known.database = 3;
  RedisClient client(context, known);
  wait_until_up(client);
  ASSERT_TRUE(send(client, {"SET", "a", "kept"}));
  EXPECT_EQ(redis_command(known, {"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"}), "1");
  run_until([&] { return !client.is_up(); });
  wait_until_up(client);
  EXPECT_EQ(send(client, {"GET", "a"})->text(), "kept");

  RedisOptions wrong = options;
  wrong.password = SecretText("wrong");
  wrong.reconnect_min = wrong.reconnect_max = std::chrono::milliseconds(1);
  RedisClient stranger(context, wrong);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(send(stranger, {"PING"}).refused_with(kRedisDown));
  EXPECT_FALSE(stranger.is_up());
}

}  // namespace
}  // namespace fenrun::db
