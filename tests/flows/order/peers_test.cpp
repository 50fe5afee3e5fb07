// What the peers get wrong with orders and commissions, with the peers' own figures. docs/peers-tests.md says
// which defect is tested where.
#include <atomic>
#include <set>
#include <thread>

#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "flows/ledger/post.hpp"
#include "flows/order/push_order.hpp"
#include "tests/flows/order/order_books.hpp"

namespace fenrun::testing {
namespace {

class PeersTest : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    phone_index_ = std::string(32, 'p');
    run([&](db::Tx& tx) -> Result<int> {
      db::store_phone(tx, buyer_, phone_index_, "sealed", "138****0000");
      return 0;
    });
  }

  // A paid order of the shop's customer with prices of its own.
  OrderWithLines sell(std::vector<PushedLine> lines, Fen discount, Fen coupon, Fen freight) {
    flows::PushOrder command;
    command.public_id = fresh_ulid();
    command.source = "peers";
    command.external_no = "P-" + std::to_string(++sold_);
    command.content = PushedContent{phone_index_, std::move(lines), discount, coupon, freight};
    command.said.paid_at = kNow;
    const auto report = run([&](db::Tx& tx) { return flows::push_order(tx, command, kNow); });
    EXPECT_EQ(report.order->state, OrderState::paid);
    return find(report.order->id);
  }
  [[nodiscard]] std::string code_of_tea() const { return "SKU-" + tea_; }
  [[nodiscard]] std::string code_of_cup() const { return "SKU-" + cup_; }

  std::string phone_index_;
  int sold_ = 0;
};

// D-12, D-15: three units with ten yuan of freight earned commission on thirty yuan of freight.
TEST_F(PeersTest, freight_earns_nothing_whatever_the_quantity) {
  const auto sale = sell({{code_of_tea(), 3, Fen{10'000}}}, Fen{}, Fen{}, Fen{1'000});
  EXPECT_EQ(sale.order.total_fen, Fen{31'000});
  EXPECT_EQ(all_books(), "3000 0 0 | 1500 0 0 | 600 0 0") << "of 300.00";
  EXPECT_EQ(refund(refund_report(sale.order, "all", Fen{31'000})), flows::RefundEffect::recorded);
  EXPECT_EQ(all_books(), "0 0 0 | 0 0 0 | 0 0 0");
}

// D-13: a coupon of 10.00 over three units was cut to 3.33 a unit and multiplied back, one fen short.
TEST_F(PeersTest, the_base_of_a_line_is_the_money_paid_for_it_to_the_fen) {
  const auto sale =
      sell({{code_of_tea(), 3, Fen{10'000}}, {code_of_cup(), 7, Fen{3'301}}}, Fen{}, Fen{1'000}, Fen{});
  const auto base = run([&](db::Tx& tx) -> Result<std::int64_t> {
    return tx
        .one("SELECT CAST(SUM(base_fen) AS SIGNED) FROM commission WHERE order_id = ? AND level = 1",
             {sale.order.id})
        ->integer(0);
  });
  EXPECT_EQ(base, 30'000 + 7 * 3'301 - 1'000);
  EXPECT_EQ(base, sale.lines[0].paid_fen.value + sale.lines[1].paid_fen.value);
}

// D-14: the list price was the base, so coupons and discounts still paid commission.
TEST_F(PeersTest, what_coupons_and_discounts_took_off_earns_nothing) {
  sell({{code_of_tea(), 1, Fen{9'900}}}, Fen{1'900}, Fen{3'000}, Fen{});
  EXPECT_EQ(books_of(seller_), "500 0 0") << "10 % of 50.00, whose list price is 99.00";
}

// D-14 again: a missing rate silently meant 1 %.
TEST_F(PeersTest, where_no_rule_fits_nobody_earns_and_the_line_says_why) {
  run([&](db::Tx& tx) -> Result<int> {
    tx.execute("DELETE FROM commission_publication");
    return 0;
  });
  sell({{code_of_tea(), 1, Fen{9'900}}}, Fen{}, Fen{}, Fen{});
  EXPECT_EQ(count("SELECT COUNT(*) FROM commission"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM commission_zero_line WHERE reason = 'no_rule'"), 1);
}

// Row 6 (D-18, D-19): order 1,000.00, settled, withdrawn, refunded: the commission stayed with the dealer.
TEST_F(PeersTest, a_refund_after_settlement_and_withdrawal_is_owed_to_the_last_fen) {
  const auto sale = sell({{code_of_tea(), 1, Fen{100'000}}}, Fen{}, Fen{}, Fen{});
  ASSERT_TRUE(ship(sale.order));
  ASSERT_TRUE(receive(sale.order));
  ASSERT_TRUE(complete(sale.order, kNow + std::chrono::days(7)));
  EXPECT_EQ(all_books(), "0 10000 0 | 0 5000 0 | 0 2000 0");
  run([&](db::Tx& tx) { return flows::post(tx, flows::hold("w", seller_, Fen{10'000}), kNow); });
  EXPECT_EQ(refund(refund_report(sale.order, "all", Fen{100'000})), flows::RefundEffect::recorded);
  EXPECT_EQ(all_books(), "0 0 10000 | 0 0 0 | 0 0 0");
  EXPECT_EQ(refund(refund_report(sale.order, "claimed again", Fen{100'000})), flows::RefundEffect::too_large);
  EXPECT_EQ(all_books(), "0 0 10000 | 0 0 0 | 0 0 0");
  expect_balanced();
}

// Row 8: two settlement runs at once credited 11,238.00 for 5,619.00 due.
TEST_F(PeersTest, overlapping_settlement_runs_release_each_commission_once) {
  constexpr int kSales = 30;
  std::vector<OrderId> orders;
  for (int i = 0; i < kSales; ++i) {
    const auto sale = sell({{code_of_tea(), 1, Fen{1'873}}}, Fen{}, Fen{}, Fen{});
    ASSERT_TRUE(ship(sale.order));
    ASSERT_TRUE(receive(sale.order));
    orders.push_back(sale.order.id);
  }
  const Instant due = kNow + std::chrono::days(8);
  std::atomic<int> taken{0};
  const auto settle = [&] {
    db::Connection mine(database().options());
    for (const OrderId id : orders) {
      const auto step = mine.transact([&](db::Tx& tx) {
        return flows::take_due_step(tx, {id, OrderTerms{}}, due);
      });
      EXPECT_TRUE(step);
      if (step && *step == flows::DueStep::taken) ++taken;
    }
  };
  std::vector<std::thread> runs;
  for (int i = 0; i < 4; ++i) runs.emplace_back(settle);
  for (auto& thread : runs) thread.join();
  EXPECT_EQ(taken, kSales);
  EXPECT_EQ(books_of(seller_), "0 " + std::to_string(kSales * 187) + " 0");
  expect_balanced();
}

// Row 15: nine serial numbers of 38,490 were the same, and no unique index refused them.
TEST_F(PeersTest, numbers_never_repeat_and_the_table_would_refuse_it) {
  SystemRandom random;
  std::set<std::string> numbers;
  for (int i = 0; i < 100'000; ++i) {
    numbers.insert(out_trade_no_of(crypto::make_ulid(1'700'000'000'000, random.bytes<10>())));
  }
  EXPECT_EQ(numbers.size(), 100'000U) << "all of one millisecond";
  auto sale = place();
  sale.order.external_no = "another";
  EXPECT_FALSE(run([&](db::Tx& tx) -> Result<bool> { return db::insert_order(tx, sale, std::nullopt, ""); }));
}

}  // namespace
}  // namespace fenrun::testing
