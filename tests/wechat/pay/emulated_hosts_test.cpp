// Two hosts on real sockets: a main host that is not there or does not speak, and the emulator as the other.
#include "tests/wechat/pay/support/emulated_pay.hpp"
#include "tests/wechat/support/tls_server.hpp"
#include "wechat/pay/bill/gunzip.hpp"

namespace fenrun::wechat {
namespace {

using std::chrono::milliseconds;

class EmulatedHostsTest : public testing::EmulatedPay {
 protected:
  // A client that knows `main_url` for the main host, and the emulator for the backup.
  void use(const std::string& main_url) {
    auto options = this->options();
    options.backup_url = options.http.base_url;
    options.http.base_url = main_url;
    options.http.handshake_ms_max = milliseconds(400);
    pay_ = std::make_unique<PayClient>(options, clock_, random_);
  }
  static std::string closed_url() {
    const auto gone = testing::TlsServer::mute();
    return gone->url("127.0.0.1");
  }
  static milliseconds since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration_cast<milliseconds>(SystemClock().steady() - start);
  }
};

TEST_F(EmulatedHostsTest, calls_and_files_come_from_the_backup_when_nobody_listens_at_the_main_host) {
  use(closed_url());
  ASSERT_NO_FATAL_FAILURE(pay_order("O20260102A"));
  EXPECT_EQ(ask(pay_->orders().query("O20260102A")).done().state, TradeState::success);
  const auto day = std::chrono::floor<std::chrono::days>(clock_.now() + std::chrono::hours(8));
  advance(std::chrono::hours(40));
  const auto bill = ask(pay_->bills().trade_bill(std::chrono::year_month_day(day)));
  ASSERT_TRUE(bill.is_done()) << outcome_of(bill);
  const auto text = gunzip(bill.done().packed, kBillBytesMax);
  EXPECT_NE(text->find("`O20260102A"), std::string::npos);
  // Every request came once.
  const auto requests = emulator_.get("/books/requests").at("entries");
  std::map<std::string, int> counts;
  for (const auto& request : requests) ++counts[request.at("path").get<std::string>()];
  EXPECT_EQ(counts["/v3/pay/transactions/jsapi"], 1);
  EXPECT_EQ(counts["/v3/bill/tradebill"], 1);
  EXPECT_EQ(counts["/v3/billdownload/file"], 1);
}

TEST_F(EmulatedHostsTest, a_main_host_that_says_nothing_costs_one_call_its_handshake_and_the_next_nothing) {
  const auto mute = testing::TlsServer::mute();
  use(mute->url("127.0.0.1"));
  const auto started = SystemClock().steady();
  ASSERT_EQ(outcome(pay_->orders().prepay(order("O20260102B"))), "done");
  EXPECT_GE(since(started), milliseconds(400));
  const int before = mute->connections();
  ASSERT_EQ(outcome(pay_->orders().prepay(order("O20260102C"))), "done");
  EXPECT_EQ(mute->connections(), before) << "it was asked again at once";
}

TEST_F(EmulatedHostsTest, two_silent_hosts_take_no_longer_than_one_call) {
  const auto main = testing::TlsServer::mute();
  const auto backup = testing::TlsServer::mute();
  auto options = this->options();
  options.http.base_url = main->url("127.0.0.1");
  options.backup_url = backup->url("127.0.0.1");
  options.http.call_ms_max = milliseconds(2'000);
  options.http.handshake_ms_max = milliseconds(1'600);
  pay_ = std::make_unique<PayClient>(options, clock_, random_);
  const auto started = SystemClock().steady();
  EXPECT_EQ(outcome(pay_->orders().prepay(order("O20260102B"))).substr(0, 19), "unknown not_reached");
  EXPECT_GE(since(started), milliseconds(1'900));
  EXPECT_LT(since(started), milliseconds(2'800)) << "1.6 s each would be 3.2 s";
  EXPECT_EQ(backup->connections(), 1);
}

}  // namespace
}  // namespace fenrun::wechat
