// A shop in a fresh schema: the dealers, customers and products of a realistic load, a commission plan in
// force, orders that wait for their payment, and as much history as wanted.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/connection.hpp"
#include "flows/order/record_payment.hpp"
#include "flows/order/record_refund.hpp"
#include "tests/support/realistic_load.hpp"

namespace fenrun::bench {

// An order that is placed and not paid, with WeChat's word that it was.
struct PlacedOrder {
  OrderId id;
  flows::RecordPayment payment;
  flows::RecordRefund refund;  // of the whole
};

class Shop {
 public:
  Shop(const std::string& schema, testing::LoadShape shape, std::uint64_t seed);

  [[nodiscard]] const db::MysqlOptions& options() const { return options_; }
  db::Connection& connection() { return connection_; }
  [[nodiscard]] Instant now() const { return now_; }

  std::vector<PlacedOrder> place(std::size_t count);

  // Copies the settled orders, with their lines, payments, commissions and journal, until each table has at
  // least `orders` orders. The copies' hashes do not chain: nothing that is measured reads them.
  void grow_history(std::int64_t orders);
  [[nodiscard]] std::int64_t orders_settled();

  std::int64_t number(db::Sql query);
  void run(const std::string& statement);

 private:
  void write_people();
  void write_products();
  void publish_plan();
  std::string next_ulid();

  testing::RealisticLoad load_;
  db::MysqlOptions options_;
  db::Connection connection_;
  Instant now_;
  int history_rounds_ = 0;  // so far; each copy's references begin with its round
  std::int64_t ulids_ = 0;
};

}  // namespace fenrun::bench
