#include <thread>

#include "db/dealer/dealer.hpp"
#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

using flows::PaymentEffect;

class RecordPaymentTest : public OrderWorld {};

TEST_F(RecordPaymentTest, a_payment_stamps_the_binding_and_the_three_dealers_above_with_their_tiers) {
  run([&](db::Tx& tx) -> Result<int> {
    db::update_dealer_tier(tx, middle_, TierId{3}, kNow - kDay);
    return 0;
  });
  const auto sale = place_paid();
  EXPECT_EQ(sale.order.state, OrderState::paid);
  EXPECT_EQ(sale.order.paid_at, kNow);
  EXPECT_TRUE(sale.order.stamp.binding_id.is_set());
  const std::vector<UplineMember> expected{{seller_, TierId{1}}, {middle_, TierId{3}}, {top_, TierId{1}}};
  EXPECT_EQ(sale.order.stamp.upline, expected);
}

TEST_F(RecordPaymentTest, the_referrer_is_the_one_at_the_time_of_payment_however_late_we_hear_of_it) {
  const auto sale = place();
  const auto other = dealer();
  ASSERT_TRUE(bind(buyer_, other, kLastTouch, kNow + std::chrono::minutes(10)));
  const auto paid_at = kNow + std::chrono::minutes(5);
  EXPECT_EQ(pay(payment_of(sale.order, paid_at), kNow + std::chrono::hours(2)), PaymentEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.stamp.upline.front().dealer_id, seller_);
  const auto later = place();
  EXPECT_EQ(pay(payment_of(later.order, kNow + std::chrono::minutes(11)), kNow + std::chrono::hours(2)),
            PaymentEffect::recorded);
  EXPECT_EQ(find(later.order.id).order.stamp.upline.front().dealer_id, other);
}

TEST_F(RecordPaymentTest, tiers_are_those_at_the_time_of_payment_however_late_we_hear_of_it) {
  const auto promoted_at = kNow + std::chrono::minutes(10);
  const auto told_at = kNow + std::chrono::hours(2);
  run([&](db::Tx& tx) -> Result<int> {
    db::update_dealer_tier(tx, middle_, TierId{3}, promoted_at);
    return 0;
  });
  const auto tier_of_middle = [&](Instant paid_at) {
    const auto sale = place();
    EXPECT_EQ(pay(payment_of(sale.order, paid_at), told_at), PaymentEffect::recorded);
    return find(sale.order.id).order.stamp.upline.at(1).tier_id;
  };
  EXPECT_EQ(tier_of_middle(promoted_at - std::chrono::microseconds(1)), TierId{1});
  EXPECT_EQ(tier_of_middle(promoted_at), TierId{3});
}

TEST_F(RecordPaymentTest, a_buyer_without_a_referrer_pays_nobody) {
  const auto command = order_by(person(), basket(), kBasket);
  const auto sale = run([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
  EXPECT_EQ(pay(payment_of(sale.order)), PaymentEffect::recorded);
  EXPECT_FALSE(find(sale.order.id).order.stamp.binding_id.is_set());
}

TEST_F(RecordPaymentTest, what_does_not_fit_our_order_is_not_booked) {
  const auto sale = place();
  const auto good = payment_of(sale.order);
  struct Case {
    void (*spoil)(flows::RecordPayment&);
    PaymentEffect effect;
  };
  const Case cases[] = {
      {[](auto& r) { r.out_trade_no = "O" + fresh_ulid(); }, PaymentEffect::unknown_order},
      {[](auto& r) { r.out_trade_no = "somebody else's"; }, PaymentEffect::unknown_order},
      {[](auto& r) { r.appid = "wx2"; }, PaymentEffect::wrong_appid},
      {[](auto& r) { r.mchid = "1900000002"; }, PaymentEffect::wrong_mchid},
      {[](auto& r) { r.currency = "USD"; }, PaymentEffect::wrong_currency},
      {[](auto& r) { r.amount_fen = Fen{13'200}; }, PaymentEffect::wrong_amount},
      {[](auto& r) { r.amount_fen = Fen{13'202}; }, PaymentEffect::wrong_amount},
      {[](auto& r) { r.payer_index = std::string(32, 'x'); }, PaymentEffect::wrong_payer},
  };
  for (const Case& c : cases) {
    auto report = good;
    c.spoil(report);
    EXPECT_EQ(pay(report), c.effect);
    EXPECT_EQ(pay(report), c.effect);  // again: one entry in suspense
  }
  EXPECT_EQ(find(sale.order.id).order.state, OrderState::created);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense"), 8);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_payment"), 0);
  EXPECT_EQ(pay(good), PaymentEffect::recorded);
}

TEST_F(RecordPaymentTest, a_repetition_changes_nothing_and_a_second_payment_is_not_booked) {
  const auto sale = place_paid();
  const auto report = payment_of(sale.order);
  EXPECT_EQ(pay(report, kNow + std::chrono::hours(1)), PaymentEffect::repeated);
  EXPECT_EQ(find(sale.order.id).order.version, sale.order.version);
  auto second = report;
  second.transaction_id = "4200second";
  EXPECT_EQ(pay(second), PaymentEffect::second_payment);
  const auto other = place();
  auto shared = payment_of(other.order);
  shared.transaction_id = report.transaction_id;
  EXPECT_EQ(pay(shared), PaymentEffect::second_payment) << "one transaction pays one order";
  EXPECT_EQ(find(other.order.id).order.state, OrderState::created);
}

TEST_F(RecordPaymentTest, money_that_arrives_after_closing_revives_the_order) {
  const auto sale = place();
  ASSERT_TRUE(close(sale.order));
  EXPECT_EQ(pay(payment_of(sale.order)), PaymentEffect::recorded);
  const auto stored = find(sale.order.id).order;
  EXPECT_EQ(stored.state, OrderState::paid);
  EXPECT_FALSE(stored.closed_at);
}

TEST_F(RecordPaymentTest, eight_copies_at_once_are_recorded_once) {
  const auto sale = place();
  const auto report = payment_of(sale.order);
  std::atomic<int> recorded{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      db::Connection connection(database().options());
      const auto effect =
          connection.transact([&](db::Tx& tx) { return flows::record_payment(tx, report, kNow); });
      if (effect && *effect == PaymentEffect::recorded) ++recorded;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(recorded, 1);
  EXPECT_EQ(find(sale.order.id).order.version, sale.order.version + 1);
}

}  // namespace
}  // namespace fenrun::testing
