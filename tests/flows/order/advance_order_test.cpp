#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

using flows::DueStep;

class AdvanceOrderTest : public OrderWorld {
 protected:
  static DueStep due_step(OrderId id, Instant now) {
    return run([&](db::Tx& tx) { return flows::take_due_step(tx, {id, {}}, now); });
  }
  static std::vector<OrderId> due(Instant now) {
    return run([&](db::Tx& tx) -> Result<std::vector<OrderId>> { return db::due_orders(tx, now, 10); });
  }
};

TEST_F(AdvanceOrderTest, an_order_is_shipped_received_held_and_completed) {
  const auto sale = place_paid();
  EXPECT_TRUE(receive(sale.order).refused_with(kOrderStateConflict));
  const auto shipped = ship(sale.order);
  ASSERT_TRUE(shipped);
  EXPECT_EQ(find(sale.order.id).order.tracking_no, "SF123");
  EXPECT_TRUE(ship(sale.order).refused_with(kOrderStateConflict));
  EXPECT_TRUE(receive(sale.order, kNow, person()).refused_with(kOrderNotFound)) << "another person's order";
  ASSERT_TRUE(receive(sale.order, kNow, buyer_));
  const auto hold_ends = kNow + std::chrono::days(7);
  EXPECT_EQ(find(sale.order.id).order.hold_ends_at, hold_ends);
  EXPECT_TRUE(complete(sale.order, hold_ends - std::chrono::seconds(1)).refused_with(kOrderHoldRuns));
  EXPECT_TRUE(complete(sale.order, hold_ends));
  EXPECT_TRUE(complete(sale.order, hold_ends).refused_with(kOrderStateConflict));
}

TEST_F(AdvanceOrderTest, carrier_and_number_go_together) {
  const auto sale = place_paid();
  const auto shipped = [&](const std::string& carrier, const std::string& number) {
    const flows::ShipOrder command{sale.order.public_id, carrier, number, {}};
    const auto order = transact([&](db::Tx& tx) { return flows::ship_order(tx, command, kNow); });
    return order ? "shipped" : std::string(order.error().code());
  };
  EXPECT_EQ(shipped("SF", ""), "order.shipping_invalid");
  EXPECT_EQ(shipped("", "1"), "order.shipping_invalid");
  EXPECT_EQ(shipped("SF", std::string(65, '1')), "order.shipping_invalid");
  EXPECT_EQ(shipped("", ""), "shipped");
}

TEST_F(AdvanceOrderTest, only_the_buyer_cancels_and_only_what_is_unpaid) {
  const auto sale = place();
  EXPECT_TRUE(close(sale.order, person()).refused_with(kOrderNotFound));
  EXPECT_TRUE(close(sale.order, buyer_));
  EXPECT_TRUE(close(sale.order, buyer_).refused_with(kOrderStateConflict));
  EXPECT_TRUE(close(place_paid().order, buyer_).refused_with(kOrderStateConflict));
}

TEST_F(AdvanceOrderTest, what_nobody_does_comes_by_itself_when_it_is_due) {
  const auto forgotten = place();
  const auto expiry = kNow + std::chrono::minutes(30);
  EXPECT_TRUE(due(expiry - std::chrono::seconds(1)).empty());
  EXPECT_EQ(due(expiry), std::vector<OrderId>{forgotten.order.id});
  EXPECT_EQ(due_step(forgotten.order.id, expiry - std::chrono::seconds(1)), DueStep::nothing);
  EXPECT_EQ(due_step(forgotten.order.id, expiry), DueStep::taken);
  EXPECT_EQ(find(forgotten.order.id).order.state, OrderState::closed);
  EXPECT_EQ(due_step(forgotten.order.id, expiry), DueStep::nothing);

  const auto sale = place_paid();
  ASSERT_TRUE(ship(sale.order));
  const auto received_at = kNow + std::chrono::days(10);
  EXPECT_EQ(due(received_at), std::vector<OrderId>{sale.order.id});
  EXPECT_EQ(due_step(sale.order.id, received_at), DueStep::taken);
  EXPECT_EQ(find(sale.order.id).order.state, OrderState::received);
  EXPECT_EQ(due_step(sale.order.id, received_at + std::chrono::days(7)), DueStep::taken);
  EXPECT_EQ(find(sale.order.id).order.state, OrderState::completed);
  EXPECT_TRUE(due(kNow + std::chrono::days(100)).empty());
}

// The operator waits longer for receipts than when the order was shipped.
TEST_F(AdvanceOrderTest, a_step_that_is_no_longer_due_stands_in_front_of_nothing) {
  const auto sale = place_paid();
  ASSERT_TRUE(ship(sale.order));
  const auto planned = kNow + std::chrono::days(10);
  ASSERT_EQ(due(planned), std::vector<OrderId>{sale.order.id});
  flows::TakeDueStep command{sale.order.id, {}};
  command.terms.receipt_wait = std::chrono::days{15};
  EXPECT_EQ(run([&](db::Tx& tx) { return flows::take_due_step(tx, command, planned); }), DueStep::nothing);
  EXPECT_TRUE(due(planned).empty());
  EXPECT_EQ(due(kNow + std::chrono::days(15)), std::vector<OrderId>{sale.order.id});
}

TEST_F(AdvanceOrderTest, an_expired_order_that_somebody_went_to_pay_is_closed_at_wechat_first) {
  const auto sale = place();
  run([&](db::Tx& tx) -> Result<int> {
    db::store_prepay(tx, sale.order.id, "wx20", kNow, kNow + std::chrono::seconds(5));
    return 0;
  });
  EXPECT_EQ(due_step(sale.order.id, sale.order.expires_at), DueStep::ask_wechat);
  EXPECT_EQ(find(sale.order.id).order.state, OrderState::created);
  ASSERT_TRUE(close(sale.order));
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_prepay"), 0);
}

}  // namespace
}  // namespace fenrun::testing
