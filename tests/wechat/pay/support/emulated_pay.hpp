// A client of WeChat Pay and an emulator of the test's own, which holds the other side's keys.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "tests/support/emulator.hpp"
#include "tests/wechat/support/run_coroutine.hpp"
#include "wechat/pay/client.hpp"

namespace fenrun::wechat::testing {

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The emulator's virtual time: the real one and what the test has added.
class EmulatedClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return real_.now() + std::chrono::seconds(added_s_); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override {
    return real_.steady() + std::chrono::seconds(steady_added_s_);
  }
  void add(std::chrono::seconds step) { added_s_ += step.count(); }
  void add_steady(std::chrono::seconds step) { steady_added_s_ += step.count(); }

 private:
  SystemClock real_;
  std::atomic<std::int64_t> added_s_{0};
  std::atomic<std::int64_t> steady_added_s_{0};
};

class EmulatedPay : public ::testing::Test {
 protected:
  EmulatedPay() {
    // Calls fail on purpose here.
    log::set_level(log::Level::error);
    pay_ = std::make_unique<PayClient>(options(), clock_, random_);
  }

  PayOptions options() {
    const auto& told = emulator_.pay();
    const auto file = [&told](const char* name) { return told.at(name).get<std::string>(); };
    PayOptions options;
    options.mchid = told.at("mchid");
    options.appid = emulator_.appid();
    options.merchant_serial = told.at("certificate_serial");
    options.merchant_key = SecretText(content_of(file("key_file")));
    options.apiv3_keys = {SecretText(content_of(file("apiv3_key_file")))};
    options.keys.files.public_keys = {{told.at("public_key_id"), file("public_key_file")}};
    options.http.base_url = emulator_.base_url();
    options.http.ca_file = emulator_.ca_file();
    options.http.call_ms_max = std::chrono::seconds(5);
    options.backup_url = "";
    return options;
  }

  template <class T>
  PayOutcome<T> ask(Awaitable<PayOutcome<T>> work) {
    return run_on(context_, std::move(work));
  }
  template <class T>
  static std::string outcome_of(const PayOutcome<T>& outcome) {
    if (outcome.is_done()) return "done";
    if (outcome.refusal() != nullptr) return outcome.refusal()->code + " " + outcome.refusal()->note;
    return "unknown " + std::string(to_text(outcome.unknown()->doubt)) + " " + outcome.unknown()->note;
  }
  template <class T>
  std::string outcome(Awaitable<PayOutcome<T>> work) {
    return outcome_of(ask(std::move(work)));
  }

  void advance(std::chrono::seconds step) {
    emulator_.advance_clock(step.count());
    clock_.add(step);
  }

  PrepayRequest order(const std::string& number) {
    PrepayRequest request;
    request.out_trade_no = number;
    request.description = "茶叶";
    request.total = Fen{12'345};
    request.openid = SecretText(payer_);
    request.notify_url = "https://shop.example.com/callbacks/wechat/pay";
    return request;
  }
  // Prepays and lets the user pay with what the phone would get.
  void pay_order(const std::string& number) {
    const auto prepaid = ask(pay_->orders().prepay(order(number)));
    ASSERT_TRUE(prepaid.is_done()) << outcome_of(prepaid);
    const auto phone = pay_->orders().parameters(prepaid.done().prepay_id);
    emulator_.post("/pay/payments", {{"timeStamp", phone.time_stamp},
                                     {"nonceStr", phone.nonce_str},
                                     {"package", phone.package},
                                     {"signType", phone.sign_type},
                                     {"paySign", phone.pay_sign}});
  }

  fenrun::testing::Emulator emulator_{fenrun::testing::EmulatorOptions{.has_merchant = true}};
  const std::string payer_ = emulator_.add_user();
  EmulatedClock clock_;
  SystemRandom random_;
  boost::asio::io_context context_{1};
  std::unique_ptr<PayClient> pay_;
};

}  // namespace fenrun::wechat::testing
