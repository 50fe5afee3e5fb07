// What orders know of a person goes with the account: receiver and remark, as soon as no parcel needs them.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "flows/consumer/delete_account.hpp"
#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

constexpr std::string_view kRemark = "放门卫张大爷处";
constexpr std::string_view kReceiver = "sealed name, phone and address";

class DeleteBuyerTest : public OrderWorld {
 protected:
  OrderWithLines place_for_a_receiver() {
    auto command = order_by(buyer_, basket(), kBasket);
    command.remark = kRemark;
    command.receiver_sealed = kReceiver;
    return run([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
  }
  OrderWithLines place_and_pay() {
    const auto sale = place_for_a_receiver();
    EXPECT_EQ(pay(payment_of(sale.order)), flows::PaymentEffect::recorded);
    return find(sale.order.id);
  }
  OrderWithLines place_pay_and_ship() {
    const auto sale = place_and_pay();
    EXPECT_TRUE(ship(sale.order));
    return sale;
  }
  void delete_buyer() {
    EXPECT_TRUE(transact([&](db::Tx& tx) { return flows::delete_account(tx, {buyer_}, kNow); }));
  }
  // Whether anything personal is left: all of it, or nothing.
  static bool is_known(OrderId id) {
    return run([&](db::Tx& tx) -> Result<bool> {
      const auto left = tx.one("SELECT remark, receiver_sealed FROM sale_order WHERE id = ?", {id});
      EXPECT_EQ(left->text(0) == kRemark, !left->is_null(1));
      EXPECT_EQ(left->text(0).empty(), left->is_null(1));
      return !left->is_null(1);
    });
  }
};

TEST_F(DeleteBuyerTest, finished_orders_lose_receiver_and_remark_at_once) {
  const auto closed = place_for_a_receiver();
  ASSERT_TRUE(close(closed.order, buyer_));
  const auto received = place_pay_and_ship();
  ASSERT_TRUE(receive(received.order));
  const auto completed = place_pay_and_ship();
  ASSERT_TRUE(receive(completed.order));
  ASSERT_TRUE(complete(completed.order, kNow + std::chrono::days(7)));
  for (const auto& sale : {closed, received, completed}) EXPECT_TRUE(is_known(sale.order.id));
  delete_buyer();
  for (const auto& sale : {closed, received, completed}) EXPECT_FALSE(is_known(sale.order.id));
  EXPECT_EQ(find(completed.order.id).order.consumer_id, buyer_) << "the id stays";
}

TEST_F(DeleteBuyerTest, orders_under_way_keep_them_until_the_parcel_has_arrived_or_will_never_be_sent) {
  const auto waiting = place_for_a_receiver();
  const auto unsent = place_and_pay();
  const auto refunded = place_and_pay();
  const auto on_the_way = place_pay_and_ship();
  delete_buyer();
  for (const auto& sale : {waiting, unsent, refunded, on_the_way}) EXPECT_TRUE(is_known(sale.order.id));

  ASSERT_TRUE(ship(unsent.order)) << "the parcel still finds its way";
  EXPECT_TRUE(is_known(unsent.order.id));
  ASSERT_TRUE(receive(unsent.order));
  ASSERT_TRUE(receive(on_the_way.order));
  ASSERT_EQ(refund(refund_report(refunded.order, "r1", kBasket)), flows::RefundEffect::recorded);
  ASSERT_EQ(find(refunded.order.id).order.state, OrderState::closed);
  run([&](db::Tx& tx) {
    return flows::take_due_step(tx, {waiting.order.id, {}}, kNow + std::chrono::minutes(31));
  });
  ASSERT_EQ(find(waiting.order.id).order.state, OrderState::closed);
  for (const auto& sale : {waiting, unsent, refunded, on_the_way}) EXPECT_FALSE(is_known(sale.order.id));
}

TEST_F(DeleteBuyerTest, another_persons_orders_are_left_alone) {
  const auto kept = place_pay_and_ship();
  ASSERT_TRUE(receive(kept.order));
  const auto stranger = person("zhao");
  EXPECT_TRUE(transact([&](db::Tx& tx) { return flows::delete_account(tx, {stranger}, kNow); }));
  EXPECT_TRUE(is_known(kept.order.id));
}

// Receipt and deletion at the same moment: whoever is second sees what the first has done.
TEST_F(DeleteBuyerTest, nothing_is_left_when_receipt_and_deletion_meet) {
  for (int round = 0; round < 20; ++round) {
    buyer_ = person("meeting " + std::to_string(round));
    const auto sale = place_pay_and_ship();
    std::atomic<int> ready{0};
    const auto together = [&ready] {
      for (++ready; ready < 2;) std::this_thread::yield();
    };
    std::thread other([&] {
      db::Connection own(database().options());
      const flows::ReceiveOrder command{sale.order.public_id, {}, {}};
      together();
      EXPECT_TRUE(own.transact([&](db::Tx& tx) { return flows::receive_order(tx, command, kNow); }));
    });
    together();
    delete_buyer();
    other.join();
    EXPECT_FALSE(is_known(sale.order.id)) << "round " << round;
  }
}

}  // namespace
}  // namespace fenrun::testing
