// Payments recorded together leave every table as they do one after the other: two copies of one shop, one
// way each.
#include <algorithm>
#include <iostream>
#include <random>

#include "db/binding/binding.hpp"
#include "db/dealer/place.hpp"
#include "tests/flows/order/order_books.hpp"
#include "tests/flows/order/twin.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

using flows::PaymentEffect;
using flows::RecordPayment;

constexpr Instant kSettledAt = kNow + 45 * kDay;

class PaymentsTogetherTest : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    CommissionPlan capped = three_levels();
    capped.name = "capped";
    capped.dealer_month_cap_fen = Fen{9'000};
    publish_plan(kNow + 20 * kDay, capped);
    other_ = dealer();
    loyal_ = person();
    fickle_ = person();
    stranger_ = person();
    EXPECT_TRUE(bind(loyal_, middle_));
    EXPECT_TRUE(bind(fickle_, seller_));
    EXPECT_TRUE(bind(fickle_, other_, kLastTouch, kNow + 10 * kDay));
    seller_itself_ = run([&](db::Tx& tx) -> Result<ConsumerId> {
      return tx.one("SELECT consumer_id FROM dealer WHERE id = ?", {seller_})->id<ConsumerId>(0);
    });
    EXPECT_TRUE(bind(seller_itself_, middle_));
  }

  // By buyers of every kind.
  OrderWithLines place_any(std::mt19937_64& random) {
    const ConsumerId buyers[] = {buyer_, loyal_, fickle_, stranger_, seller_itself_};
    const int quantity = 1 + static_cast<int>(random() % 4);
    const auto command = order_by(buyers[random() % std::size(buyers)], {{tea_, quantity}, {cup_, 1}},
                                  Fen{9'900 * quantity + 3'301});
    return run([&](db::Tx& tx) { return flows::place_order(tx, command, kNow); });
  }

  // Paid at some instant of the weeks in which referrer, place in the tree, plan and month change. A refund
  // that comes before its payment waits for it, as those of other shops do.
  RecordPayment report_of(const OrderWithLines& sale, std::mt19937_64& random) {
    if (random() % 8 == 0) {
      db::ParkedRefund early;
      early.source = sale.order.source;
      early.external_no = sale.order.external_no;
      early.refund_no = "R" + sale.order.public_id;
      early.amount_fen = Fen{5'000};
      early.channel_refund_id = "50";
      run([&](db::Tx& tx) -> Result<bool> { return db::park_refund(tx, early, kNow); });
    }
    return payment_of(sale.order, kNow + std::chrono::minutes(random() % (40 * 24 * 60)));
  }

  void move_dealers() {
    run([&](db::Tx& tx) -> Result<bool> {
      const PlaceChange up[] = {{middle_, kProducer, 1}, {seller_, top_, 2}};
      db::change_places(tx, up, kNow + 5 * kDay, "moved", kOperator);
      const PlaceChange under[] = {{seller_, middle_, 2}};
      db::change_places(tx, under, kNow + 15 * kDay, "moved", kOperator);
      return true;
    });
  }

  DealerId other_;
  ConsumerId loyal_;
  ConsumerId fickle_;
  ConsumerId stranger_;
  ConsumerId seller_itself_;
};

// What does not fit, among what does: repeated, of another amount, a second payment of an order, one
// transaction for two orders, an order that nobody knows.
std::vector<RecordPayment> mix_with_misfits(std::vector<RecordPayment> reports, std::mt19937_64& random) {
  const std::size_t good = reports.size();
  for (std::size_t i = 0; i < good / 2; ++i) {
    RecordPayment report = reports[random() % good];
    const auto misfit = random() % 5;
    if (misfit == 1) report.amount_fen.value += 1;
    if (misfit == 2) report.transaction_id += "b";
    if (misfit == 3) report.out_trade_no = reports[random() % good].out_trade_no;
    if (misfit == 4) report.out_trade_no = "O" + fresh_ulid();
    reports.push_back(report);
  }
  std::shuffle(reports.begin(), reports.end(), random);
  return reports;
}

TEST_F(PaymentsTogetherTest, every_table_is_as_after_one_payment_and_another) {
  const std::uint64_t seed = test_seed();
  std::mt19937_64 random(seed);
  move_dealers();
  std::vector<RecordPayment> reports;
  for (int i = 0; i < 40; ++i) reports.push_back(report_of(place_any(random), random));
  reports = mix_with_misfits(std::move(reports), random);
  TestDatabase twin;
  copy_rows(database(), twin);

  std::vector<PaymentEffect> one_by_one;
  for (const RecordPayment& report : reports) {
    one_by_one.push_back(twin.run([&](db::Tx& tx) { return flows::record_payment(tx, report, kSettledAt); }));
  }
  std::vector<PaymentEffect> together;
  while (together.size() < reports.size()) {
    const auto left = std::span(reports).subspan(together.size());
    const auto effects = run([&](db::Tx& tx) -> Result<std::vector<PaymentEffect>> {
      return flows::record_payments(tx, left.first(std::min<std::size_t>(1 + random() % 30, left.size())),
                                    kSettledAt);
    });
    together.insert(together.end(), effects.begin(), effects.end());
  }
  EXPECT_EQ(together, one_by_one);
  EXPECT_GE(count("SELECT COUNT(*) FROM commission"), 40);
  EXPECT_GT(count("SELECT COUNT(*) FROM order_suspense"), 0);
  expect_balanced();
  expect_twins(database(), twin);
}

TEST_F(PaymentsTogetherTest, who_referred_and_stood_above_is_found_for_many_as_for_one) {
  std::mt19937 random(20261128);
  move_dealers();
  const DealerId dealers[] = {top_, middle_, seller_, other_};
  const ConsumerId buyers[] = {buyer_, loyal_, fickle_, stranger_};
  std::vector<db::DealerAt> dealers_at;
  std::vector<db::BuyerAt> buyers_at;
  for (int i = 0; i < 200; ++i) {
    // Whole days, so that beginnings and ends are met exactly.
    const Instant at = kNow + (static_cast<int>(random() % 22) - 2) * kDay;
    dealers_at.push_back({dealers[random() % std::size(dealers)], at});
    buyers_at.push_back({buyers[random() % std::size(buyers)], at});
  }
  run([&](db::Tx& tx) -> Result<bool> {
    const auto uplines = db::uplines_as_of(tx, dealers_at);
    const auto bindings = db::bindings_in_force(tx, buyers_at);
    for (std::size_t i = 0; i < dealers_at.size(); ++i) {
      EXPECT_EQ(uplines[i], db::upline_as_of(tx, dealers_at[i].dealer, dealers_at[i].at));
      const auto binding = db::binding_in_force(tx, buyers_at[i].consumer, buyers_at[i].at);
      EXPECT_EQ(bindings[i].has_value(), binding.has_value());
      EXPECT_EQ(bindings[i].value_or(db::Binding{}).id, binding.value_or(db::Binding{}).id);
    }
    return true;
  });
}

}  // namespace
}  // namespace fenrun::testing
