// A merchant and users do as they please, in any order and at any time; the books must add up after every
// step.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "tests/wechat/emulator/support/pay_stage.hpp"
#include "wechat/emulator/core/pay/payments.hpp"

namespace fenrun::emulator::testing {
namespace {

class PaymentsWalk : public ::testing::Test, protected PayStage {
 protected:
  static constexpr int kSteps = 300;
  static constexpr std::uint64_t kNumbers = 8;

  std::string some_order() { return "ORDER000" + std::to_string(chance.below(kNumbers)); }
  std::string some_refund() { return "REFUND" + std::to_string(chance.below(4 * kNumbers)); }

  void prepay_some() {
    call("POST", "/v3/pay/transactions/jsapi",
         {{"appid", kAppid},
          {"mchid", "1900000001"},
          {"description", "gift box"},
          {"out_trade_no", some_order()},
          {"notify_url", "https://shop.example.com/notify"},
          {"amount", {{"total", 1'000}}},
          {"payer", {{"openid", openid}}}});
  }
  void pay_some() {
    auto* order = pay().payments.orders.find(out_name(some_order()));
    if (order == nullptr) return;
    control("POST", "/pay/payments",
            {{"prepay_id", order->prepay_id},
             {"coupon_fen", static_cast<std::int64_t>(chance.below(400))},
             {"after_seconds", static_cast<std::int64_t>(chance.below(3) * 30)}});
  }
  void close_some() {
    call("POST", "/v3/pay/transactions/out-trade-no/" + some_order() + "/close", {{"mchid", "1900000001"}});
  }
  void refund_some() {
    const auto fen = static_cast<std::int64_t>(1 + chance.below(700));
    call("POST", "/v3/refund/domestic/refunds",
         {{"out_trade_no", some_order()},
          {"out_refund_no", some_refund()},
          {"amount", {{"refund", fen}, {"total", 1'000}, {"currency", "CNY"}}}});
  }
  void decide_some() {
    static constexpr const char* kOutcomes[] = {"SUCCESS", "ABNORMAL", "CLOSED"};
    control("POST", "/pay/refunds/decide",
            {{"out_refund_no", some_refund()}, {"outcome", kOutcomes[chance.below(3)]}});
  }
  void step() {
    switch (chance.below(7)) {
      case 0:
        return prepay_some();
      case 1:
        return pay_some();
      case 2:
        return close_some();
      case 3:
      case 4:
        return refund_some();
      case 5:
        return decide_some();
      default:
        pass(std::chrono::seconds(chance.below(20)));
        deliver(chance.below(2) == 0 ? 200 : 500);
    }
  }

  // What is left of an amount after WeChat Pay's fee on it.
  std::int64_t kept_of(std::int64_t fen) {
    return fen - fenrun::emulator::pay::fee_of(fen, pay().money.fee_rate);
  }

  // No state moves back, no refund exceeds its order, and the account holds what came in and did not go out.
  void check_books() {
    std::int64_t balance = 0;
    std::map<std::string, std::int64_t> refunded;
    for (const auto& refund : pay().payments.refunds.entries()) {
      if (refund.state == RefundState::closed) continue;
      refunded[refund.out_trade_no] += refund.refund_fen;
    }
    for (const auto& order : pay().payments.orders.entries()) {
      ASSERT_EQ(order.refunded_fen, refunded[order.out_trade_no]) << order.out_trade_no;
      ASSERT_LE(order.refunded_fen, order.total_fen) << order.out_trade_no;
      if (was_paid[order.out_trade_no]) {
        ASSERT_TRUE(order.paid.has_value()) << order.out_trade_no;
      }
      was_paid[order.out_trade_no] = order.paid.has_value();
      const bool is_paid_state = order.state == TradeState::success || order.state == TradeState::refund;
      ASSERT_EQ(is_paid_state, order.paid.has_value()) << order.out_trade_no;
      if (order.paid) balance += kept_of(order.total_fen) - kept_of(order.refunded_fen);
    }
    ASSERT_EQ(pay().money.funds.balance(fenrun::emulator::pay::Account::basic).total(), balance);
  }

  // Of this run; a failure prints it.
  const std::uint64_t seed = std::random_device{}();
  SeededRandom chance{seed};
  std::string openid;
  std::map<std::string, bool> was_paid;
};

TEST_F(PaymentsWalk, the_books_add_up_after_every_step) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  openid = add_user();
  control("POST", "/faults", {{"kind", "error_after"}, {"path", "*"}, {"permille", 50}});
  control("POST", "/faults", {{"kind", "close_before"}, {"path", "*"}, {"permille", 50}});
  for (int i = 0; i < kSteps; ++i) {
    step();
    check_books();
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(pay().payments.orders.last_number(), 0);
}

}  // namespace
}  // namespace fenrun::emulator::testing
