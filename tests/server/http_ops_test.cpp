#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "base/metrics.hpp"
#include "server/ops/ops.hpp"
#include "tests/server/support/raw_client.hpp"

namespace fenrun::server {
namespace {

using testing::RawClient;

class Ops : public ::testing::Test {
 protected:
  Ops() {
    HttpOptions options;
    options.io_threads = 1;
    options.metrics_listener = "ops_test";
    std::vector<ReadyCheck> checks{{"database", [this] { return database_is_up_.load(); }},
                                   {"keys", [this] {
                                      if (keys_throw_) throw std::runtime_error("no key");
                                      return true;
                                    }}};
    server_ = std::make_unique<HttpServer>(options, make_ops_handler(std::move(checks)), clock_);
    server_->start();
  }

  testing::RawReply ask(const std::string& method, const std::string& path) {
    RawClient client(server_->port(), RawClient::Kind::plain);
    client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return client.receive();
  }

  SystemClock clock_;
  std::atomic<bool> database_is_up_{true};
  std::atomic<bool> keys_throw_{false};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Ops, metrics_are_in_prometheus_text) {
  metrics::counter("fenrun_ops_test_total", "A counter of this test.").add(3);
  const auto reply = ask("GET", "/metrics");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.field("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_NE(reply.body.find("fenrun_ops_test_total 3"), std::string::npos);
}

TEST_F(Ops, health_is_the_process_and_readiness_is_every_check) {
  EXPECT_EQ(ask("GET", "/healthz").body, "ok\n");
  EXPECT_EQ(ask("GET", "/readyz").body, "{\"ready\":true,\"checks\":{\"database\":true,\"keys\":true}}\n");
  database_is_up_ = false;
  const auto unready = ask("GET", "/readyz");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(unready.body, "{\"ready\":false,\"checks\":{\"database\":false,\"keys\":true}}\n");
  EXPECT_EQ(ask("GET", "/healthz").status, 200);
}

TEST_F(Ops, a_check_that_throws_has_failed) {
  keys_throw_ = true;
  EXPECT_EQ(ask("GET", "/readyz").body, "{\"ready\":false,\"checks\":{\"database\":true,\"keys\":false}}\n");
}

TEST_F(Ops, nothing_else_is_there) {
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("POST", "/metrics").status, 404);
  EXPECT_EQ(ask("GET", "/metrics").field("Strict-Transport-Security"), "") << "plain HTTP promises no TLS";
}

}  // namespace
}  // namespace fenrun::server
