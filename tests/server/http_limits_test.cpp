// How many may come in, and what happens to the one too many.
#include <gtest/gtest.h>

#include <thread>

#include "base/metrics.hpp"
#include "server/http/admission.hpp"
#include "tests/server/support/gate.hpp"
#include "tests/server/support/listener.hpp"
#include "tests/server/support/raw_client.hpp"

namespace fenrun::server {
namespace {

using testing::Gate;
using testing::RawClient;

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGetEnglish = "GET /a HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n";

HttpOptions plain_options() {
  HttpOptions options;
  options.io_threads = 1;
  options.limits.connections_per_ip_max = 0;
  options.metrics_listener = "limits_test";
  return options;
}

bool is_served(RawClient& client) {
  client.send(kGet);
  return client.receive().status == 200;
}

void expect_third_connection_refused(const HttpOptions& options) {
  const SystemClock clock;
  HttpServer server(options, testing::echo(), clock);
  server.start();
  RawClient first(server.port(), RawClient::Kind::plain);
  auto second = std::make_unique<RawClient>(server.port(), RawClient::Kind::plain);
  EXPECT_TRUE(is_served(first));
  EXPECT_TRUE(is_served(*second));
  RawClient third(server.port(), RawClient::Kind::plain);
  EXPECT_TRUE(third.is_closed_by_peer());
  EXPECT_TRUE(is_served(first)) << "those inside do not suffer";

  second.reset();
  bool is_admitted = false;
  for (int i = 0; i < 3'000 && !is_admitted; ++i) {
    RawClient next(server.port(), RawClient::Kind::plain);
    is_admitted = is_served(next);
    if (!is_admitted) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(is_admitted) << "a place given back can be taken";
}

TEST(ConnectionLimit, the_one_too_many_is_closed_without_a_word) {
  HttpOptions options = plain_options();
  options.limits.connections_max = 2;
  expect_third_connection_refused(options);
  EXPECT_NE(metrics::render().find(R"(reason="connections")"), std::string::npos);
}

TEST(ConnectionLimit, holds_for_each_peer) {
  HttpOptions options = plain_options();
  options.limits.connections_per_ip_max = 2;
  expect_third_connection_refused(options);
  EXPECT_NE(metrics::render().find(R"(reason="connections_per_ip")"), std::string::npos);
}

TEST(ConnectionLimit, counts_an_ipv6_household_as_one_peer) {
  const std::pair<const char*, const char*> same[] = {
      {"127.0.0.1", "127.0.0.1"},
      {"192.0.2.1", "::ffff:192.0.2.1"},
      {"2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"},
  };
  for (const auto& [left, right] : same) EXPECT_EQ(peer_key(left), peer_key(right)) << left;
  EXPECT_NE(peer_key("2001:db8:1:2::1"), peer_key("2001:db8:1:3::1"));
  EXPECT_NE(peer_key("192.0.2.1"), peer_key("192.0.2.2"));
}

TEST(LoadShedding, answers_503_at_once_and_keeps_the_connection) {
  const SystemClock clock;
  Gate gate;
  HttpOptions options = plain_options();
  options.limits.requests_in_flight_max = 1;
  const MakeHandle make = [&gate](boost::asio::io_context&) -> Handle {
    return [&gate](Request) -> boost::asio::awaitable<Reply> {
      const auto passed = co_await gate.pass();
      Reply reply;
      reply.body = passed ? "passed" : "";
      co_return reply;
    };
  };
  HttpServer server(options, make, clock);
  server.start();
  RawClient first(server.port(), RawClient::Kind::plain);
  RawClient second(server.port(), RawClient::Kind::plain);
  first.send(kGet);
  gate.await_arrivals(1);

  second.send(kGet);
  const auto shed = second.receive();
  EXPECT_EQ(shed.status, 503);
  EXPECT_EQ(shed.field("Retry-After"), "1");
  EXPECT_NE(shed.body.find("系统繁忙"), std::string::npos);
  second.send(kGetEnglish);
  EXPECT_NE(second.receive().body.find("The service is busy"), std::string::npos);

  gate.open();
  EXPECT_EQ(first.receive().body, "passed");
  second.send(kGet);
  gate.await_arrivals(1);
  gate.open();
  EXPECT_EQ(second.receive().status, 200);
}

}  // namespace
}  // namespace fenrun::server
