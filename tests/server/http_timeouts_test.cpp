// Time-outs run on the given clock, so the test makes virtual time fly and only checks that nothing ended too
// early.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/metrics.hpp"
#include "tests/server/support/listener.hpp"
#include "tests/server/support/raw_client.hpp"

namespace fenrun::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::RawClient;

// Moves a manual clock 250 ms every millisecond.
class FlyingTime {
 public:
  explicit FlyingTime(ManualClock& clock)
      : thread_([this, &clock] {
          while (!is_over_) {
            clock.advance(milliseconds(250));
            std::this_thread::sleep_for(milliseconds(1));
          }
        }) {}
  FlyingTime(const FlyingTime&) = delete;
  FlyingTime& operator=(const FlyingTime&) = delete;
  ~FlyingTime() {
    is_over_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

boost::asio::awaitable<Reply> large_reply(Request) {
  Reply reply;
  reply.body.assign(64 << 20, 'x');
  co_return reply;
}

class Timeouts : public ::testing::Test {
 protected:
  void start(const MakeHandle& make_handle = testing::echo()) {
    server_ = std::make_unique<HttpServer>(testing::test_options(files_), make_handle, clock_);
    server_->start();
    began_ = clock_.now();
  }
  [[nodiscard]] Instant::duration elapsed() const { return clock_.now() - began_; }

  testing::CertificateFiles files_{"timeouts.test"};
  ManualClock clock_{Instant(std::chrono::hours(24 * 365 * 56))};
  Instant began_;
  std::unique_ptr<HttpServer> server_;
};

TEST_F(Timeouts, a_peer_that_never_shakes_hands_is_dropped_after_ten_seconds) {
  start();
  RawClient client(server_->port(), RawClient::Kind::plain);
  const FlyingTime flying(clock_);
  EXPECT_TRUE(client.is_closed_by_peer());
  EXPECT_GE(elapsed(), seconds(10));
}

TEST_F(Timeouts, a_connection_without_a_request_is_dropped_after_ten_seconds) {
  start();
  RawClient client(server_->port());
  const FlyingTime flying(clock_);
  EXPECT_TRUE(client.is_closed_by_peer());
  EXPECT_GE(elapsed(), seconds(10));
}

TEST_F(Timeouts, a_slow_head_is_answered_408_after_ten_seconds) {
  start();
  RawClient client(server_->port());
  client.send("GET /a HTTP/1.1\r\nHost:");
  const FlyingTime flying(clock_);
  const auto replies = testing::parse_replies(client.receive_until_closed());
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].status, 408);
  EXPECT_GE(elapsed(), seconds(10));
}

TEST_F(Timeouts, a_body_below_the_least_rate_is_answered_408_after_its_grace_and_what_it_earned) {
  start();
  RawClient client(server_->port());
  client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n" + std::string(4096, 'x'));
  const FlyingTime flying(clock_);
  const auto replies = testing::parse_replies(client.receive_until_closed());
  ASSERT_EQ(replies.size(), 1U);
  EXPECT_EQ(replies[0].status, 408);
  EXPECT_GE(elapsed(), seconds(5));
}

TEST_F(Timeouts, an_idle_connection_is_closed_without_a_word_after_a_minute) {
  start();
  RawClient client(server_->port());
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  const FlyingTime flying(clock_);
  EXPECT_TRUE(client.is_closed_by_peer());
  EXPECT_GE(elapsed(), seconds(60));
}

TEST_F(Timeouts, a_peer_that_does_not_read_its_reply_loses_the_rest) {
  start([](boost::asio::io_context&) -> Handle { return large_reply; });
  RawClient client(server_->port());
  client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
  const FlyingTime flying(clock_);
  const std::string counted = "reason=\"reply_timed_out\"";
  for (int i = 0; i < 30'000 && metrics::render().find(counted) == std::string::npos; ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_NE(metrics::render().find(counted), std::string::npos);
  EXPECT_LT(client.receive_until_closed().size(), std::size_t{64} << 20);
  EXPECT_GE(elapsed(), seconds(5));
}

}  // namespace
}  // namespace fenrun::server
