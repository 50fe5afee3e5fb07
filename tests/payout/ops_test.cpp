// The worker's own page for Prometheus.
#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

#include "payout/ops_listener.hpp"
#include "payout/worker.hpp"
#include "tests/payout/payout_stage.hpp"

namespace fenrun::testing {
namespace {

using boost::asio::ip::tcp;

// Everything that comes back for `request` until the connection is closed.
std::string ask_ops(std::uint16_t port, const std::string& request) {
  boost::asio::io_context context;
  tcp::socket socket(context);
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  boost::asio::write(socket, boost::asio::buffer(request));
  boost::system::error_code end;
  std::string reply;
  boost::asio::read(socket, boost::asio::dynamic_buffer(reply), end);
  return reply;
}
std::string get_ops(std::uint16_t port, const std::string& path) {
  return ask_ops(port, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

class OpsTest : public PayoutStage {};

TEST_F(OpsTest, what_the_lanes_do_and_how_payouts_stand_can_be_read) {
  const payout::OpsListener ops("127.0.0.1", 0);
  EXPECT_TRUE(get_ops(ops.port(), "/healthz").starts_with("HTTP/1.1 200 OK\r\n"));
  const Withdrawal withdrawal = approved(Fen{1'000});
  options_.lanes = 1;
  {
    payout::Worker worker({*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_},
                          database().options());
    const auto waiting = [] { return count("SELECT COUNT(*) FROM payout WHERE state = 'await_user'"); };
    for (int i = 0; i < 400 && waiting() == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  EXPECT_EQ(payout_state(withdrawal), "await_user");
  connection().run_script_statement("UPDATE payout SET needs_human = 1, human_reason = 'never_known'");
  payout::Lane lane = make_lane();
  lane.show_vitals();
  const std::string page = get_ops(ops.port(), "/metrics");
  for (const std::string line :
       {"fenrun_payouts{state=\"await_user\"} 1\n", "fenrun_payouts{state=\"created\"} 0\n",
        "fenrun_payouts_need_human 1\n", "fenrun_payout_human_seconds ", "fenrun_payout_approved_seconds 0\n",
        "fenrun_payout_state_seconds{state=\"created\"} 0\n", "fenrun_payout_oldest_seconds ",
        "fenrun_payout_fuse_blown 0\n", "fenrun_payout_funds_short 0\n", "fenrun_payout_posting 1\n",
        "fenrun_payout_overdue_seconds 0\n", "fenrun_payout_rounds_total{end=\"worked\"} ",
        "fenrun_payout_steps_total{event=\"create_wait\",step=\"post\"} "}) {
    EXPECT_NE(page.find(line), std::string::npos) << line << page;
  }
  EXPECT_EQ(page.find("state=\"succeeded\""), std::string::npos);
}

TEST_F(OpsTest, nothing_else_is_answered_and_nobody_keeps_it_waiting) {
  const payout::OpsListener ops("127.0.0.1", 0);
  EXPECT_TRUE(get_ops(ops.port(), "/").starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(ask_ops(ops.port(), "POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
  EXPECT_EQ(ask_ops(ops.port(), std::string(5'000, 'x')), "");
  const auto begun = std::chrono::steady_clock::now();
  boost::asio::io_context context;
  tcp::socket silent(context);
  silent.connect({boost::asio::ip::make_address("127.0.0.1"), ops.port()});
  EXPECT_TRUE(get_ops(ops.port(), "/healthz").ends_with("ok\n"));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
  EXPECT_THROW(payout::OpsListener("127.0.0.1", ops.port()), std::runtime_error);
  EXPECT_THROW(payout::OpsListener("nowhere", 0), std::runtime_error);
}

}  // namespace
}  // namespace fenrun::testing
