// Orders, commissions and the ledger together: whatever comes first, twice or at once, the books end the
// same.
#include <algorithm>
#include <functional>
#include <iostream>
#include <random>
#include <thread>

#include "db/commission/commission.hpp"
#include "db/dealer/dealer.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/release.hpp"
#include "tests/flows/order/order_books.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

TEST_F(OrderBooksTest, a_payment_accrues_a_refund_claws_back_and_the_end_of_the_hold_releases) {
  const auto sale = place_paid();
  EXPECT_EQ(all_books(), "1320 0 0 | 660 0 0 | 264 0 0");
  EXPECT_EQ(refund(refund_report(sale.order, "half", Fen{6'600})), flows::RefundEffect::recorded);
  expect_balanced();
  ASSERT_TRUE(ship(sale.order));
  ASSERT_TRUE(receive(sale.order));
  ASSERT_TRUE(complete(sale.order, kNow + std::chrono::days(7)));
  EXPECT_EQ(books_of(seller_).substr(0, 2), "0 ");
  expect_balanced();
  EXPECT_EQ(refund(refund_report(sale.order, "rest", Fen{6'601})), flows::RefundEffect::recorded);
  EXPECT_EQ(all_books(), "0 0 0 | 0 0 0 | 0 0 0") << "a full refund leaves nobody a fen";
  expect_balanced();
}

TEST_F(OrderBooksTest, a_refund_after_the_money_was_spent_is_owed_and_the_next_sale_repays_it) {
  const auto sale = place_paid();
  ASSERT_TRUE(ship(sale.order));
  ASSERT_TRUE(receive(sale.order));
  ASSERT_TRUE(complete(sale.order, kNow + std::chrono::days(7)));
  EXPECT_EQ(books_of(seller_), "0 1320 0");
  run([&](db::Tx& tx) { return flows::post(tx, flows::hold("w1", seller_, Fen{1'320}), kNow); });
  EXPECT_EQ(refund(refund_report(sale.order, "all", kBasket)), flows::RefundEffect::recorded);
  EXPECT_EQ(books_of(seller_), "0 0 1320");
  const auto next = place_paid();
  ASSERT_TRUE(ship(next.order));
  ASSERT_TRUE(receive(next.order));
  ASSERT_TRUE(complete(next.order, kNow + std::chrono::days(7)));
  EXPECT_EQ(books_of(seller_), "0 0 0");
}

TEST_F(OrderBooksTest, who_was_suspended_at_the_payment_earns_nothing_of_it_whenever_we_hear_of_it) {
  const auto stand = [&](DealerState state, Instant from) {
    run([&](db::Tx& tx) -> Result<int> {
      db::update_dealer_state(tx, middle_, state, "核查中", from);
      return 0;
    });
  };
  const auto minutes = [](int count) { return kNow + std::chrono::minutes(count); };
  const auto paid = [&](int at, int told) {
    const auto sale = place();
    EXPECT_EQ(pay(payment_of(sale.order, minutes(at)), minutes(told)), flows::PaymentEffect::recorded);
    return books_of(middle_);
  };
  stand(DealerState::suspended, minutes(10));
  EXPECT_EQ(paid(9, 11), "660 0 0") << "paid before, told after it";
  EXPECT_EQ(paid(10, 11), "660 0 0");
  stand(DealerState::active, minutes(20));
  EXPECT_EQ(paid(19, 21), "660 0 0") << "paid while suspended, told after its end";
  EXPECT_EQ(paid(20, 21), "1320 0 0");
  expect_balanced();
}

TEST_F(OrderBooksTest, tiers_hold_back_for_times_of_their_own) {
  run([&](db::Tx& tx) -> Result<int> {
    db::update_dealer_tier(tx, middle_, TierId{4}, kNow - kDay);
    db::update_dealer_tier(tx, top_, TierId{2}, kNow - kDay);
    return 0;
  });
  OrderTerms terms;
  terms.tier_holds = {{"gold", std::chrono::days{3}}, {"middle", std::chrono::days{15}}};
  const auto sale = place_paid();
  ASSERT_TRUE(ship(sale.order));
  const auto received = run([&](db::Tx& tx) {
    return flows::receive_order(tx, {sale.order.public_id, {}, terms}, kNow);
  });
  EXPECT_EQ(received.hold_ends_at, kNow + std::chrono::days(15)) << "the last of them";
  const auto released_by = [](int day) {
    return run([&](db::Tx& tx) { return flows::release_due(tx, kNow + std::chrono::days(day), 100); });
  };
  const auto states = [&] {
    return run([&](db::Tx& tx) -> Result<std::string> {
      std::string words;
      for (const Commission& one : db::commissions_of_order(tx, sale.order.id))
        words.append(words.empty() ? "" : " ").append(to_text(one.state));
      return words;
    });
  };
  EXPECT_EQ(released_by(2), 0);
  EXPECT_EQ(released_by(3), 2) << "both lines";
  EXPECT_EQ(all_books(), "1320 0 0 | 0 660 0 | 264 0 0");
  EXPECT_EQ(released_by(7), 2);
  EXPECT_EQ(all_books(), "0 1320 0 | 0 660 0 | 264 0 0");
  EXPECT_EQ(states(), "available available pending available available pending");
  EXPECT_TRUE(complete(sale.order, kNow + std::chrono::days(14)).refused_with(kOrderHoldRuns));
  ASSERT_TRUE(complete(sale.order, kNow + std::chrono::days(15)));
  EXPECT_EQ(all_books(), "0 1320 0 | 0 660 0 | 0 264 0");
  EXPECT_EQ(released_by(15), 0);
  expect_balanced();
}

// The refund has the commission and wants its money; the release has the money, and does not wait.
TEST_F(OrderBooksTest, a_release_leaves_what_a_refund_is_at_to_the_next_run) {
  const auto sale = place_paid();
  ASSERT_TRUE(ship(sale.order));
  ASSERT_TRUE(receive(sale.order));
  const auto due = kNow + std::chrono::days(7);
  db::Connection other(database().options());
  other.connect();
  run([&](db::Tx& tx) -> Result<int> {
    EXPECT_EQ(db::lock_commissions_of(tx, sale.order.id).size(), 6U);
    const auto meanwhile =
        other.transact([&](db::Tx& theirs) { return flows::release_due(theirs, due, 100); });
    EXPECT_EQ(meanwhile.value(), 6);
    return 0;
  });
  EXPECT_EQ(all_books(), "1320 0 0 | 660 0 0 | 264 0 0");
  EXPECT_EQ(run([&](db::Tx& tx) { return flows::release_due(tx, due, 100); }), 6);
  EXPECT_EQ(all_books(), "0 1320 0 | 0 660 0 | 0 264 0");
}

TEST_F(OrderBooksTest, any_interleaving_of_payment_refunds_release_and_repeats_ends_in_the_same_books) {
  const std::uint64_t seed = test_seed();
  std::mt19937_64 random(seed);
  std::optional<Books> expected;
  for (int round = 0; round < 25; ++round) {
    const auto sale = place_tea();
    std::vector<std::function<void()>> events;
    const auto payment = payment_of(sale.order);
    for (int copy = 0; copy < 2; ++copy) {
      events.emplace_back([&] { (void)pay(payment); });
      events.emplace_back([&] { (void)refund(refund_report(sale.order, "first", Fen{3'333})); });
      events.emplace_back([&] { (void)refund(refund_report(sale.order, "second", Fen{1'234})); });
      events.emplace_back([&] { (void)ship(sale.order); });
      events.emplace_back([&] { (void)receive(sale.order); });
      events.emplace_back([&] { (void)complete(sale.order, kNow + std::chrono::days(7)); });
    }
    std::shuffle(events.begin(), events.end(), random);
    for (const auto& event : events) event();
    // What came too early comes again, in its order.
    (void)pay(payment);
    (void)ship(sale.order);
    (void)receive(sale.order);
    (void)complete(sale.order, kNow + std::chrono::days(7));
    const auto stored = find(sale.order.id);
    ASSERT_EQ(stored.order.state, OrderState::completed);
    ASSERT_EQ(stored.order.refunded_fen, Fen{4'567});
    const auto left = run([&](db::Tx& tx) -> Result<Books> {
      Books text;
      for (const DealerId dealer : {seller_, middle_, top_}) {
        const auto row = tx.one(
            "SELECT COALESCE(CAST(SUM(amount_fen - clawed_back_fen) AS SIGNED), 0) FROM commission "
            "WHERE order_id = ? AND dealer_id = ?",
            {sale.order.id, dealer});
        text += std::to_string(row->integer(0)) + " ";
      }
      return text;
    });
    if (!expected) expected = left;
    ASSERT_EQ(left, *expected) << "round " << round;
  }
  expect_balanced();
  EXPECT_EQ(books_of(seller_).substr(0, 2), "0 ");
}

// Every dealer's month is its sales less the goods that were refunded, freight apart, whatever the order.
TEST_F(OrderBooksTest, months_are_sales_less_refunds) {
  std::mt19937_64 random(test_seed());
  const auto chance = [&](int n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  const ConsumerId sellers_buyer = buyer_;
  const ConsumerId middles_buyer = person();
  ASSERT_TRUE(bind(middles_buyer, middle_));
  std::vector<OrderWithLines> sales;
  for (int i = 0; i < 12; ++i) {
    buyer_ = i % 3 == 0 ? middles_buyer : sellers_buyer;
    sales.push_back(place_paid(kNow + i * std::chrono::days(5)));
  }
  for (int i = 0; i < 60; ++i) {
    const auto sale = find(sales[static_cast<std::size_t>(chance(12))].order.id);
    const Fen left{sale.order.total_fen.value - sale.order.refunded_fen.value};
    const Fen amount = chance(20) == 0 ? left : Fen{1 + chance(2'000)};
    (void)refund(refund_report(sale.order, "r" + std::to_string(chance(20)), amount), kNow + 60 * kDay);
  }
  const auto wrong = count(
      "SELECT COUNT(*) FROM (SELECT dealer, month FROM (SELECT o.seller_id AS dealer, "
      "EXTRACT(YEAR_MONTH FROM o.paid_at + INTERVAL 8 HOUR) AS month, l.paid_fen - l.refunded_fen AS fen "
      "FROM sale_order o JOIN sale_order_line l ON l.order_id = o.id WHERE o.seller_id > 0 "
      "UNION ALL SELECT dealer_id, month, -sales_fen FROM commission_month) AS told_twice "
      "GROUP BY dealer, month HAVING SUM(fen) <> 0) AS wrong");
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission_month"), 3);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission_month WHERE sales_fen > 0"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM sale_order WHERE refunded_fen > 0"), 3);
}

TEST_F(OrderBooksTest, thirty_two_workers_on_few_dealers_keep_the_books_balanced_at_every_sample) {
  constexpr int kWorkers = 32;
  constexpr int kOrdersEach = 2;
  std::vector<std::vector<OrderWithLines>> work(kWorkers);
  for (auto& orders : work) {
    for (int i = 0; i < kOrdersEach; ++i) orders.push_back(place_tea());
  }
  const auto payer_index = payment_of(work[0][0].order).payer_index;
  const std::uint64_t seed = test_seed();
  std::atomic<bool> is_done{false};
  std::atomic<int> failures{0};
  std::vector<std::thread> threads;
  for (int worker = 0; worker < kWorkers; ++worker) {
    threads.emplace_back([&, worker] {
      db::Connection connection(database().options());
      std::mt19937_64 random(seed + static_cast<std::uint64_t>(worker));
      const auto attempt = [&](auto&& story) {
        try {
          (void)connection.transact(story);
        } catch (const std::exception& failure) {
          ++failures;
          std::cout << failure.what() << '\n';
        }
      };
      // Every worker pays, refunds and advances every worker's orders: each event happens many times at once.
      for (int step = 0; step < 10; ++step) {
        const auto& sale = work[random() % kWorkers][random() % kOrdersEach];
        flows::RecordPayment payment;
        payment.out_trade_no = out_trade_no_of(sale.order.public_id);
        payment.transaction_id = "42" + sale.order.public_id;
        payment.appid = payment.our_appid = "wx1";
        payment.mchid = payment.our_mchid = "1900000001";
        payment.currency = "CNY";
        payment.payer_index = payer_index;
        payment.amount_fen = sale.order.total_fen;
        payment.paid_at = kNow;
        attempt([&](db::Tx& tx) { return flows::record_payment(tx, payment, kNow); });
        const auto report = refund_report(sale.order, "r" + std::to_string(random() % 3), Fen{1'000});
        attempt([&](db::Tx& tx) { return flows::record_refund(tx, report, kNow); });
        attempt([&](db::Tx& tx) { return flows::ship_order(tx, {sale.order.public_id, "", "", {}}, kNow); });
        attempt([&](db::Tx& tx) { return flows::receive_order(tx, {sale.order.public_id, {}, {}}, kNow); });
        attempt([&](db::Tx& tx) {
          return flows::complete_order(tx, {sale.order.public_id, {}}, kNow + std::chrono::days(7));
        });
      }
    });
  }
  int samples = 0;
  std::thread sampler([&] {
    db::Connection connection(database().options());
    while (!is_done) {
      // One statement is one state of the tables: what the dealers have is what the commissions are worth.
      const auto difference = connection.transact([&](db::Tx& tx) -> Result<std::int64_t> {
        return tx
            .one(
                "SELECT (SELECT COALESCE(CAST(SUM(pending_fen + available_fen + held_fen + disputed_fen - "
                "owed_fen) AS "
                "SIGNED), 0) FROM ledger_sheet WHERE sheet > 0) - (SELECT COALESCE(CAST(SUM(amount_fen - "
                "clawed_back_fen) AS SIGNED), 0) FROM commission)")
            ->integer(0);
      });
      EXPECT_EQ(difference.value_or(-1), 0);
      ++samples;
    }
  });
  for (auto& thread : threads) thread.join();
  is_done = true;
  sampler.join();
  EXPECT_EQ(failures, 0);
  std::cout << samples << " samples\n";
  EXPECT_GE(samples, 10);
  expect_balanced();
  // Each kind of event has happened, and the ledger has each fen of it.
  EXPECT_GT(count("SELECT COUNT(*) FROM journal_txn WHERE kind = 'accrue'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM journal_txn WHERE kind = 'claw_back'"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM journal_txn WHERE kind = 'release'"), 0);
  EXPECT_EQ(
      count("SELECT COUNT(*) FROM sale_order s WHERE s.refunded_fen <> (SELECT COALESCE(SUM(r.amount_fen), "
            "0) FROM order_refund r WHERE r.order_id = s.id AND r.state = 'succeeded')"),
      0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM commission c WHERE c.clawed_back_fen <> (SELECT "
                  "COALESCE(SUM(t.amount_fen), 0) FROM journal_txn t WHERE t.subject = CONCAT('c', c.id) AND "
                  "t.kind = 'claw_back')"),
            0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM commission c JOIN sale_order s ON s.id = c.order_id WHERE "
                  "s.state = 'completed' AND c.state <> 'void' AND NOT EXISTS (SELECT 1 FROM journal_txn t "
                  "WHERE t.reference = CONCAT('c', c.id) AND t.kind = 'release')"),
            0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order s WHERE s.paid_at IS NOT NULL AND NOT EXISTS "
                  "(SELECT 1 FROM commission c WHERE c.order_id = s.id)"),
            0);
}

}  // namespace
}  // namespace fenrun::testing
