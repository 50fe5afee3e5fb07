#include "db/redis/subscriber.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/private_store.hpp"
#include "tests/support/test_redis.hpp"

namespace fenrun::db {
namespace {

namespace asio = boost::asio;
using fenrun::testing::PrivateStore;
using fenrun::testing::redis_command;

class RedisSubscriberTest : public ::testing::Test {
 protected:
  RedisSubscriberTest() {
    options.socket = server.socket();
    options.reconnect_max = std::chrono::milliseconds(50);
  }
  void run_until(const std::function<bool()>& is_so) {
    context.restart();
    while (!is_so()) context.run_one_for(std::chrono::milliseconds(10));
  }
  void publish(const std::string& channel, const std::string& text) {
    redis_command(options, {"PUBLISH", channel, text});
  }

  PrivateStore server{PrivateStore::Kind::redis};
  RedisOptions options;
  asio::io_context context{1};
  std::vector<std::string> heard;
  int subscribed = 0;
};

TEST_F(RedisSubscriberTest, messages_arrive_in_order_and_binary_safe) {
  RedisSubscriber subscriber(context, options);
  subscriber.subscribe(
      "one", [this](std::string_view text) { heard.emplace_back(text); }, [this] { ++subscribed; });
  subscriber.subscribe("two", [this](std::string_view text) { heard.push_back("two:" + std::string(text)); });
  run_until([this] { return subscribed == 1; });
  const std::string binary("a\0b\r\n", 5);
  publish("one", "first");
  publish("one", binary);
  publish("three", "nobody listens");
  publish("two", "");
  run_until([this] { return heard.size() == 3; });
  EXPECT_EQ(heard, (std::vector<std::string>{"first", binary, "two:"}));
}

TEST_F(RedisSubscriberTest, a_channel_asked_for_later_joins_the_connection) {
  RedisSubscriber subscriber(context, options);
  run_until([&] { return subscriber.is_up(); });
  subscriber.subscribe(
      "one", [this](std::string_view text) { heard.emplace_back(text); }, [this] { ++subscribed; });
  run_until([this] { return subscribed == 1; });
  publish("one", "here");
  run_until([this] { return heard.size() == 1; });
}

TEST_F(RedisSubscriberTest, after_a_restart_it_subscribes_again_and_says_so) {
  RedisSubscriber subscriber(context, options);
  subscriber.subscribe(
      "one", [this](std::string_view text) { heard.emplace_back(text); }, [this] { ++subscribed; });
  run_until([this] { return subscribed == 1; });
  server.kill();
  server.start();
  run_until([this] { return subscribed == 2; });
  publish("one", "again");
  run_until([this] { return heard.size() == 1; });
  EXPECT_EQ(heard.front(), "again");
}

TEST_F(RedisSubscriberTest, a_callback_may_destroy_the_subscriber) {
  auto subscriber = std::make_unique<RedisSubscriber>(context, options);
  subscriber->subscribe(
      "one", [&](std::string_view) { subscriber.reset(); }, [this] { ++subscribed; });
  run_until([this] { return subscribed == 1; });
  publish("one", "the end");
  run_until([&] { return subscriber == nullptr; });
}

}  // namespace
}  // namespace fenrun::db
