// Withdrawals on a real database, paid by real lanes at an emulated WeChat whose own books say what was paid.
#pragma once

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "payout/lane.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"
#include "tests/support/emulator.hpp"

namespace fenrun::testing {

// The emulator's virtual time: the real one and what the test has added.
class StageClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return real_.now() + std::chrono::seconds(added_s_); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return real_.steady(); }
  void add(std::int64_t seconds) { added_s_ += seconds; }
  void set_to(std::int64_t unix_seconds) {
    const auto real =
        std::chrono::duration_cast<std::chrono::seconds>(real_.now().time_since_epoch()).count();
    added_s_ = unix_seconds - real;
  }

 private:
  SystemClock real_;
  std::atomic<std::int64_t> added_s_{0};
};

class PayoutStage : public WithdrawalWorld {
 protected:
  void SetUp() override {
    WithdrawalWorld::SetUp();
    log::set_level(log::Level::error);  // calls fail on purpose here
    pay_ = make_client();
    governor_ = std::make_unique<payout::Governor>(options_);
    emulator_.post("/pay/funds", {{"account", "OPERATION"}, {"amount", 10'000'000}});
  }

  // Of the emulator's merchant, or of another.
  std::unique_ptr<wechat::PayClient> make_client(const std::string& mchid = "",
                                                 bool has_authorization = true) {
    const auto& told = emulator_.pay();
    const auto content_of = [&](const char* name) {
      std::ifstream file(told.at(name).get<std::string>(), std::ios::binary);
      return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    wechat::PayOptions options;
    options.mchid = mchid.empty() ? told.at("mchid").get<std::string>() : mchid;
    options.appid = emulator_.appid();
    options.merchant_serial = told.at("certificate_serial");
    options.merchant_key = SecretText(content_of("key_file"));
    options.apiv3_keys = {SecretText(content_of("apiv3_key_file"))};
    options.keys.files.public_keys = {
        {told.at("public_key_id"), told.at("public_key_file").get<std::string>()}};
    options.http.base_url = emulator_.base_url();
    options.http.ca_file = emulator_.ca_file();
    options.http.call_ms_max = std::chrono::milliseconds(1500);
    options.backup_url = "";
    options.transfer_notify_url = "https://shop.example.com/callbacks/transfers";
    options.authorization_notify_url = "https://shop.example.com/callbacks/authorizations";
    options.has_authorization = has_authorization;
    return std::make_unique<wechat::PayClient>(options, clock_, random_);
  }

  payout::Lane make_lane(std::function<void(std::string_view)> mark = [](std::string_view) {}) {
    return payout::Lane(
        {*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_, std::move(mark)},
        database().options());
  }

  // Another process may have moved the emulator's clock.
  void follow_emulated_time() {
    clock_.set_to(emulator_.get("/clock").at("unix_seconds").get<std::int64_t>());
  }
  void advance(std::int64_t seconds) {
    emulator_.advance_clock(seconds);
    clock_.add(seconds);
  }

  // A dealer who is a user of the emulator's, with a withdrawal that finance has approved.
  DealerId rich_dealer(Fen available) { return dealer_with(available, emulator_.add_user()); }
  Withdrawal approved(DealerId dealer, Fen gross) {
    const Instant now = clock_.now();
    const Withdrawal withdrawal = request(dealer, gross, now);
    approve(withdrawal, kFinanceOne, now);
    if (withdrawal.approvals_needed > 1) approve(withdrawal, kFinanceTwo, now);
    EXPECT_EQ(state_of(withdrawal), "approved");
    return withdrawal;
  }
  Withdrawal approved(Fen gross = Fen{5'000}) { return approved(rich_dealer(gross), gross); }

  nlohmann::json transfers() { return emulator_.get("/pay/transfers").at("entries"); }
  // What the emulator has really paid, by its own books.
  std::int64_t paid_by_wechat() {
    std::int64_t sum = 0;
    for (const auto& transfer : transfers()) {
      if (transfer.at("state") == "SUCCESS") sum += transfer.at("amount").get<std::int64_t>();
    }
    return sum;
  }
  std::int64_t operation_balance() {
    const auto account = emulator_.get("/pay/funds").at("OPERATION");
    return account.at("available").get<std::int64_t>() + account.at("locked").get<std::int64_t>();
  }
  void confirm(const std::string& number) {
    emulator_.call("POST", "/pay/transfers/confirm", {{"out_bill_no", number}});
  }
  void confirm_all() {
    for (const auto& transfer : transfers()) {
      if (transfer.at("state") == "WAIT_USER_CONFIRM") confirm(transfer.at("out_bill_no"));
    }
  }

  // Users confirm, time passes, the lane works: until nothing is open any more.
  int settle_all(payout::Lane& lane, int rounds_max = 80) {
    int rounds = 0;
    while (open_withdrawals() > 0 && rounds++ < rounds_max) {
      while (lane.work_once()) {
      }
      confirm_all();
      advance(70);
    }
    return rounds;
  }
  static std::int64_t open_withdrawals() {
    return count("SELECT COUNT(*) FROM withdrawal WHERE is_open = 1");
  }
  static std::int64_t paid_in_books() {
    return count("SELECT CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM payout WHERE state = 'succeeded'");
  }

  // Everything that must be true when all is at rest.
  void expect_rest(std::int64_t paid) {
    EXPECT_EQ(open_withdrawals(), 0);
    EXPECT_EQ(paid_by_wechat(), paid);
    EXPECT_EQ(paid_in_books(), paid);
    EXPECT_EQ(operation_balance(), 10'000'000 - paid);
    EXPECT_EQ(balance_of("wechat"), -paid);
    EXPECT_EQ(balance_of("in_flight"), 0);
    EXPECT_EQ(payout_contradictions(), 0);
  }

  Emulator emulator_{EmulatorOptions{.has_merchant = true}};
  StageClock clock_;
  SystemRandom random_;
  payout::PayoutOptions options_;
  std::unique_ptr<wechat::PayClient> pay_;
  std::unique_ptr<payout::Governor> governor_;
};

inline constexpr const char* kCreatePath = "/v3/fund-app/mch-transfer/transfer-bills";

}  // namespace fenrun::testing
