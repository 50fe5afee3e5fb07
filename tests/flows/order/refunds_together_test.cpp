// Refunds recorded together leave every table as they do one after the other: two copies of one shop, one way
// each.
#include <algorithm>
#include <atomic>
#include <random>
#include <span>
#include <thread>
#include <vector>

#include "tests/flows/order/order_books.hpp"
#include "tests/flows/order/twin.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

using flows::RecordRefund;
using flows::RefundEffect;

constexpr Instant kRefundedAt = kNow + 45 * kDay;

class RefundsTogetherTest : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    stranger_ = person();
    seller_itself_ = run([&](db::Tx& tx) -> Result<ConsumerId> {
      return tx.one("SELECT consumer_id FROM dealer WHERE id = ?", {seller_})->id<ConsumerId>(0);
    });
    gone_ = person();
    EXPECT_TRUE(bind(gone_, seller_));
  }

  // By buyers with three dealers above them, with two, with none; in two months; some on the way, some held.
  OrderWithLines place_any(std::mt19937_64& random) {
    const ConsumerId buyers[] = {buyer_, stranger_, seller_itself_, gone_};
    const int quantity = 1 + static_cast<int>(random() % 3);
    const auto command = order_by(buyers[random() % std::size(buyers)], {{tea_, quantity}, {cup_, 1}},
                                  Fen{9'900 * quantity + 3'301});
    const auto sale = run([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
    if (random() % 10 == 0) return sale;
    const Instant paid_at = kNow + static_cast<int>(random() % 40) * kDay;
    EXPECT_EQ(pay(payment_of(sale.order, paid_at), paid_at), flows::PaymentEffect::recorded);
    const auto fate = random() % 4;
    if (fate > 1) {
      EXPECT_TRUE(ship(sale.order, paid_at));
    }
    if (fate > 2) {
      EXPECT_TRUE(receive(sale.order, paid_at));
    }
    return find(sale.order.id);
  }

  // A part, or all; asked for here or not; one or several; some do not fit.
  void add_reports(std::vector<RecordRefund>& reports, const OrderWithLines& sale, std::mt19937_64& random) {
    const std::int64_t total = sale.order.total_fen.value;
    const std::string number = "R" + sale.order.public_id;
    const auto part = [&] {
      return Fen{1 + static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(total) / 3))};
    };
    if (sale.order.paid_at && random() % 3 == 0) {
      const auto asked = ask_refund_of(sale.order, {}, random() % 2 == 0 ? sale.order.total_fen : part());
      ASSERT_TRUE(asked);
      const RefundState ways[] = {RefundState::processing, RefundState::abnormal, RefundState::closed,
                                  RefundState::succeeded};
      reports.push_back(
          refund_report(sale.order, asked->refund_no, asked->amount_fen, ways[random() % std::size(ways)]));
      reports.push_back(refund_report(sale.order, asked->refund_no, asked->amount_fen));
      return;
    }
    const Fen first = random() % 2 == 0 ? sale.order.total_fen : part();
    reports.push_back(refund_report(sale.order, number, first));
    if (random() % 2 == 0) reports.push_back(refund_report(sale.order, number + "b", part()));
    if (random() % 4 == 0) reports.push_back(reports.back());
    if (random() % 6 == 0) reports.push_back(refund_report(sale.order, number, Fen{first.value + 1}));
    if (random() % 6 == 0) reports.push_back(refund_report(sale.order, number + "c", Fen{total + 1}));
    if (random() % 8 == 0) {
      reports.push_back(refund_report(sale.order, number + "d", Fen{5}));
      reports.back().external_no = fresh_ulid();
      if (random() % 2 == 0) reports.back().source = "elsewhere";
    }
  }

  ConsumerId stranger_;
  ConsumerId seller_itself_;
  ConsumerId gone_;
};

TEST_F(RefundsTogetherTest, every_table_is_as_after_one_refund_and_another) {
  std::mt19937_64 random(test_seed());
  std::vector<RecordRefund> reports;
  for (int i = 0; i < 40; ++i) add_reports(reports, place_any(random), random);
  std::shuffle(reports.begin(), reports.end(), random);
  // Deleted after buying: what is closed now loses its remark and receiver.
  run([&](db::Tx& tx) -> Result<bool> {
    tx.execute("UPDATE sale_order SET remark = 'ring twice' WHERE consumer_id = ?", {gone_});
    tx.execute(
        "UPDATE consumer SET state = 'deleted', openid_index = NULL, openid_sealed = NULL, "
        "unionid_sealed = NULL, session_key_sealed = NULL, phone_index = NULL, phone_sealed = NULL, "
        "phone_masked = NULL, nickname = NULL WHERE id = ?",
        {gone_});
    return true;
  });
  TestDatabase twin;
  copy_rows(database(), twin);

  std::vector<RefundEffect> one_by_one;
  for (const RecordRefund& report : reports) {
    one_by_one.push_back(twin.run([&](db::Tx& tx) { return flows::record_refund(tx, report, kRefundedAt); }));
  }
  std::vector<RefundEffect> together;
  while (together.size() < reports.size()) {
    const auto left = std::span(reports).subspan(together.size());
    const auto taken = std::min<std::size_t>(1 + random() % 30, left.size());
    const auto effects = run([&](db::Tx& tx) -> Result<std::vector<RefundEffect>> {
      return flows::record_refunds(tx, left.first(taken), kRefundedAt);
    });
    together.insert(together.end(), effects.begin(), effects.end());
  }
  EXPECT_EQ(together, one_by_one);
  EXPECT_GE(std::ranges::count(together, RefundEffect::recorded), 30);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission WHERE state = 'void'"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order WHERE remark <> '' AND state = 'closed'"), 0);
  expect_balanced();
  expect_twins(database(), twin);
}

TEST_F(RefundsTogetherTest, one_that_does_not_fit_does_not_take_the_others_with_it) {
  std::vector<RecordRefund> reports;
  for (int i = 0; i < 3; ++i) {
    const auto sale = place_paid();
    reports.push_back(refund_report(sale.order, "R", i == 1 ? Fen{kBasket.value + 1} : kBasket));
  }
  const auto effects = run([&](db::Tx& tx) -> Result<std::vector<RefundEffect>> {
    return flows::record_refunds(tx, reports, kNow);
  });
  EXPECT_EQ(effects, (std::vector{RefundEffect::recorded, RefundEffect::too_large, RefundEffect::recorded}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order WHERE refunded_fen = total_fen AND state = 'closed'"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense"), 1);
  expect_balanced();
}

// Two batches of the same dealers' sales, each in an order of its own.
TEST_F(RefundsTogetherTest, batches_at_once_book_each_refund_once) {
  std::mt19937_64 random(test_seed());
  std::vector<RecordRefund> reports;
  for (int i = 0; i < 24; ++i) reports.push_back(refund_report(place_paid().order, "R", kBasket));
  std::atomic<int> recorded{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    std::shuffle(reports.begin(), reports.end(), random);
    threads.emplace_back([&recorded, mine = reports] {
      db::Connection connection(database().options());
      for (std::span<const RecordRefund> left(mine); !left.empty(); left = left.subspan(8)) {
        const auto effects = connection.transact([&](db::Tx& tx) -> Result<std::vector<RefundEffect>> {
          return flows::record_refunds(tx, left.first(8), kNow);
        });
        recorded += static_cast<int>(std::ranges::count(*effects, RefundEffect::recorded));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(recorded, 24);
  EXPECT_EQ(count("SELECT COUNT(*) FROM commission WHERE clawed_back_fen <> amount_fen"), 0);
  expect_balanced();
}

}  // namespace
}  // namespace fenrun::testing
