#include <thread>

#include "domain/order/order_trouble.hpp"
#include "flows/order/settle_trouble.hpp"
#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

using flows::RefundEffect;

class RecordRefundTest : public OrderWorld {};

TEST_F(RecordRefundTest, a_refund_asked_for_is_counted_when_it_succeeds) {
  const auto sale = place_paid();
  const auto asked = ask_refund_of(sale.order, {{sale.lines[0].id, Fen{4'000}}});
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->refund_no, out_refund_no_of(asked->public_id));
  auto stored = find(sale.order.id);
  EXPECT_EQ(stored.lines[0].refund_asked_fen, Fen{4'000});
  EXPECT_EQ(stored.lines[0].refunded_fen, Fen{0});

  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, Fen{4'000}, RefundState::processing)),
            RefundEffect::recorded);
  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, Fen{4'000})), RefundEffect::recorded);
  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, Fen{4'000})), RefundEffect::repeated);
  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, Fen{4'000}, RefundState::closed)),
            RefundEffect::repeated);
  stored = find(sale.order.id);
  EXPECT_EQ(stored.lines[0].refunded_fen, Fen{4'000});
  EXPECT_EQ(stored.order.refunded_fen, Fen{4'000});
  EXPECT_EQ(stored.order.state, OrderState::paid);
}

TEST_F(RecordRefundTest, requests_are_refused_in_this_order) {
  const auto unpaid = place();
  const auto sale = place_paid();
  const auto line = sale.lines[0].id;
  const auto outcome = [](const Result<OrderRefund>& refund) {
    return refund ? "asked" : std::string(refund.error().code());
  };
  auto stranger = sale.order;
  stranger.public_id = fresh_ulid();
  EXPECT_EQ(outcome(ask_refund_of(stranger, {{line, Fen{1}}})), "order.not_found");
  EXPECT_EQ(outcome(ask_refund_of(unpaid.order, {{unpaid.lines[0].id, Fen{1}}})), "refund.order_unpaid");
  EXPECT_EQ(outcome(ask_refund_of(sale.order, {{unpaid.lines[0].id, Fen{1}}})), "refund.parts_invalid");
  EXPECT_EQ(outcome(ask_refund_of(sale.order, {{line, Fen{9'901}}})), "refund.too_large");
  EXPECT_EQ(outcome(ask_refund_of(sale.order, {}, Fen{0})), "refund.parts_invalid");
  EXPECT_EQ(outcome(ask_refund_of(sale.order, {}, kBasket)), "asked");
  EXPECT_EQ(outcome(ask_refund_of(sale.order, {{line, Fen{1}}})), "refund.too_large") << "all is asked for";
}

TEST_F(RecordRefundTest, a_refund_that_will_not_happen_frees_its_amount) {
  const auto sale = place_paid();
  const auto asked = ask_refund_of(sale.order, {}, kBasket);
  ASSERT_TRUE(asked);
  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, kBasket, RefundState::abnormal)),
            RefundEffect::recorded);
  EXPECT_TRUE(ask_refund_of(sale.order, {}, Fen{1}).refused_with(kRefundTooLarge));
  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, kBasket, RefundState::closed)),
            RefundEffect::recorded);
  EXPECT_TRUE(ask_refund_of(sale.order, {}, kBasket));
}

TEST_F(RecordRefundTest, the_last_fen_before_shipping_closes_the_order_and_later_leaves_it) {
  const auto sale = place_paid();
  EXPECT_EQ(refund(refund_report(sale.order, "first", Fen{13'200})), RefundEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.state, OrderState::paid);
  EXPECT_EQ(refund(refund_report(sale.order, "second", Fen{1})), RefundEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.state, OrderState::closed);
  const auto shipped = place_paid();
  ASSERT_TRUE(ship(shipped.order));
  EXPECT_EQ(refund(refund_report(shipped.order, "all", kBasket)), RefundEffect::recorded);
  EXPECT_EQ(find(shipped.order.id).order.state, OrderState::shipped);
}

TEST_F(RecordRefundTest, a_refund_before_the_payment_waits_for_it) {
  const auto sale = place();
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{132})), RefundEffect::parked);
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{132})), RefundEffect::repeated);
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{200})), RefundEffect::wrong_amount);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense"), 1);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{0});
  EXPECT_EQ(pay(payment_of(sale.order)), flows::PaymentEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{132});
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{132})), RefundEffect::repeated);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{132});
}

TEST_F(RecordRefundTest, no_more_refunds_wait_for_an_order_than_it_may_have) {
  const auto sale = place();
  for (int i = 0; i < kRefundsPerOrderMax; ++i)
    EXPECT_EQ(refund(refund_report(sale.order, "r" + std::to_string(i), Fen{1})), RefundEffect::parked);
  EXPECT_EQ(refund(refund_report(sale.order, "one more", Fen{1})), RefundEffect::too_many);
  EXPECT_EQ(refund(refund_report(sale.order, "r0", Fen{1})), RefundEffect::repeated);
  EXPECT_EQ(pay(payment_of(sale.order)), flows::PaymentEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{kRefundsPerOrderMax});
}

TEST_F(RecordRefundTest, a_dismissed_refund_is_booked_only_if_it_is_reported_after_the_payment) {
  const auto sale = place();
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{132})), RefundEffect::parked);
  const auto parked =
      run([](db::Tx& tx) -> Result<Page<db::WaitingRefund>> { return db::list_parked_refunds(tx, {}); });
  ASSERT_EQ(parked.items.size(), 1U);
  const flows::SettleTrouble command{parked.items[0].id, kOperator, "对方确认没有退款"};
  run([&](db::Tx& tx) { return flows::dismiss_parked_refund(tx, command, kNow); });
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{132})), RefundEffect::repeated);
  EXPECT_EQ(pay(payment_of(sale.order)), flows::PaymentEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{0});
  EXPECT_EQ(refund(refund_report(sale.order, "early", Fen{132})), RefundEffect::recorded);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{132});
  const auto again =
      connection().transact([&](db::Tx& tx) { return flows::dismiss_parked_refund(tx, command, kNow); });
  EXPECT_TRUE(again.refused_with(kParkedRefundSettled));
}

TEST_F(RecordRefundTest, what_does_not_fit_is_not_booked) {
  const auto sale = place_paid();
  const auto asked = ask_refund_of(sale.order, {{sale.lines[0].id, Fen{4'000}}});
  ASSERT_TRUE(asked);
  EXPECT_EQ(refund(refund_report(sale.order, asked->refund_no, Fen{4'001})), RefundEffect::wrong_amount);
  EXPECT_EQ(refund(refund_report(sale.order, "unknown", Fen{9'202})), RefundEffect::too_large);
  auto stranger = sale.order;
  stranger.external_no = fresh_ulid();
  EXPECT_EQ(refund(refund_report(stranger, "r", Fen{1})), RefundEffect::unknown_order);
  EXPECT_EQ(find(sale.order.id).order.refunded_fen, Fen{0});
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense"), 3);
}

TEST_F(RecordRefundTest, four_confirmations_at_once_book_once) {
  for (int round = 0; round < 10; ++round) {
    const auto sale = place_paid();
    const auto asked = ask_refund_of(sale.order, {}, kBasket);
    ASSERT_TRUE(asked);
    const auto report = refund_report(sale.order, asked->refund_no, kBasket);
    std::atomic<int> recorded{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        db::Connection connection(database().options());
        const auto effect =
            connection.transact([&](db::Tx& tx) { return flows::record_refund(tx, report, kNow); });
        if (effect && *effect == RefundEffect::recorded) ++recorded;
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(recorded, 1);
    EXPECT_EQ(find(sale.order.id).order.refunded_fen, kBasket);
  }
}

}  // namespace
}  // namespace fenrun::testing
