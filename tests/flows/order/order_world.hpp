// A shop on a real database: three dealers above one another, a customer of the lowest, two SKUs, and orders
// that are placed, paid, refunded and shipped with one call each.
#pragma once

#include <string>
#include <vector>

#include "db/consumer/consumer.hpp"
#include "db/order/order.hpp"
#include "db/order/parked_refund.hpp"
#include "db/order/payment.hpp"
#include "db/order/refund.hpp"
#include "domain/order/order_number.hpp"
#include "flows/order/advance_order.hpp"
#include "flows/order/place_order.hpp"
#include "flows/order/record_payment.hpp"
#include "flows/order/record_refund.hpp"
#include "flows/order/request_refund.hpp"
#include "flows/product/save_product.hpp"
#include "flows/product/save_sku.hpp"
#include "tests/flows/binding/consumer_world.hpp"

namespace fenrun::testing {

class OrderWorld : public ConsumerWorld {
 protected:
  void SetUp() override {
    ConsumerWorld::SetUp();
    top_ = dealer();
    middle_ = dealer(top_);
    seller_ = dealer(middle_);
    buyer_ = person();
    EXPECT_TRUE(bind(buyer_, seller_));
    product_ = make_product("乌龙茶");
    tea_ = make_sku(product_, 9'900, 4'000);
    cup_ = make_sku(product_, 3'301, 1'000);
  }

  static std::string make_product(const std::string& name) {
    const flows::CreateProductCommand command{fresh_ulid(), {CategoryId{}, name, "", "", SaleState::active}};
    return run([&](db::Tx& tx) { return flows::create_product(tx, command, kNow); }).public_id;
  }
  static std::string make_sku(const std::string& product, std::int64_t price, std::int64_t cost,
                              SaleState state = SaleState::active) {
    const auto id = fresh_ulid();
    const flows::CreateSkuCommand command{product, id, {"SKU-" + id, "份", Fen{price}, Fen{cost}, state}};
    return run([&](db::Tx& tx) { return flows::create_sku(tx, command, kNow); }).public_id;
  }

  // One of each SKU: 132.01 yuan.
  [[nodiscard]] std::vector<flows::WantedLine> basket() const { return {{tea_, 1}, {cup_, 1}}; }
  static constexpr Fen kBasket{13'201};

  static flows::PlaceOrder order_by(ConsumerId buyer, std::vector<flows::WantedLine> lines, Fen total) {
    flows::PlaceOrder command;
    command.public_id = fresh_ulid();
    command.consumer_id = buyer;
    command.lines = std::move(lines);
    command.expected_total_fen = total;
    return command;
  }
  OrderWithLines place(Instant now = kNow) {
    const auto command = order_by(buyer_, basket(), kBasket);
    return run([&](db::Tx& tx) { return flows::place_order(tx, command, now); });
  }

  static flows::RecordPayment payment_of(const Order& order, Instant paid_at = kNow) {
    flows::RecordPayment report;
    report.out_trade_no = out_trade_no_of(order.public_id);
    report.transaction_id = "42" + order.public_id;
    report.appid = report.our_appid = "wx1";
    report.mchid = report.our_mchid = "1900000001";
    report.currency = "CNY";
    report.payer_index = run([&](db::Tx& tx) -> Result<std::string> {
      return db::find_consumer(tx, order.consumer_id)->openid_index;
    });
    report.amount_fen = order.total_fen;
    report.paid_at = paid_at;
    return report;
  }
  static flows::PaymentEffect pay(const flows::RecordPayment& report, Instant now = kNow) {
    return run([&](db::Tx& tx) { return flows::record_payment(tx, report, now); });
  }
  OrderWithLines place_paid(Instant now = kNow) {
    const auto sale = place(now);
    EXPECT_EQ(pay(payment_of(sale.order, now), now), flows::PaymentEffect::recorded);
    return find(sale.order.id);
  }

  static OrderWithLines find(OrderId id) {
    return run([&](db::Tx& tx) -> Result<OrderWithLines> {
      return OrderWithLines{*db::find_order(tx, id), db::lines_of_order(tx, id)};
    });
  }

  static flows::RecordRefund refund_report(const Order& order, const std::string& refund_no, Fen amount,
                                           RefundState state = RefundState::succeeded) {
    flows::RecordRefund report;
    report.source = order.source;
    report.external_no = order.external_no;
    report.refund_no = refund_no;
    report.state = state;
    report.amount_fen = amount;
    report.channel_refund_id = "50" + refund_no;
    report.happened_at = kNow;
    return report;
  }
  static flows::RefundEffect refund(const flows::RecordRefund& report, Instant now = kNow) {
    return run([&](db::Tx& tx) { return flows::record_refund(tx, report, now); });
  }
  static Result<OrderRefund> ask_refund_of(const Order& order, std::vector<RefundPart> parts,
                                           Fen amount = {}) {
    const flows::RequestRefund command{fresh_ulid(), order.public_id, std::move(parts),
                                       amount,       "damaged",       kOperator};
    return transact([&](db::Tx& tx) { return flows::request_refund(tx, command, kNow); });
  }

  static Result<Order> ship(const Order& order, Instant now = kNow) {
    const flows::ShipOrder command{order.public_id, "SF", "SF123", {}};
    return transact([&](db::Tx& tx) { return flows::ship_order(tx, command, now); });
  }
  static Result<Order> receive(const Order& order, Instant now = kNow, ConsumerId by = {}) {
    const flows::ReceiveOrder command{order.public_id, by, {}};
    return transact([&](db::Tx& tx) { return flows::receive_order(tx, command, now); });
  }
  static Result<Order> complete(const Order& order, Instant now) {
    const flows::CompleteOrder command{order.public_id, {}};
    return transact([&](db::Tx& tx) { return flows::complete_order(tx, command, now); });
  }
  static Result<Order> close(const Order& order, ConsumerId by = {}) {
    const flows::CloseOrder command{order.public_id, by};
    return transact([&](db::Tx& tx) { return flows::close_order(tx, command, kNow); });
  }

  DealerId top_;
  DealerId middle_;
  DealerId seller_;
  ConsumerId buyer_;
  std::string product_;
  std::string tea_;
  std::string cup_;
};

}  // namespace fenrun::testing
