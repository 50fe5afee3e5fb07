// A shop of realistic proportions for a month: five hundred orders by one seed are placed, paid, refunded by
// their fate, shipped, received and completed; then the whole ledger is read and every invariant of
// docs/books.md is asked.
#include <algorithm>
#include <iostream>
#include <map>
#include <random>

#include "flows/ledger/check_resting.hpp"
#include "flows/ledger/seal_ledger.hpp"
#include "flows/ledger/verify_commissions.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/flows/order/order_books.hpp"
#include "tests/server/support/broken_invariants.hpp"
#include "tests/support/realistic_load.hpp"

namespace fenrun::testing {
namespace {

constexpr std::uint64_t kStorySeed = 20'261'129;
constexpr LoadShape kStoryShape{120, 300, 40, 50, 30};
constexpr int kDays = 25;
constexpr int kOrdersADay = 20;
constexpr auto kAnHour = std::chrono::hours(1);

struct StoryOrder {
  OrderWithLines sale;
  Fate fate = Fate::kept;
  bool is_refunded_late = false;  // when its commissions have been released
};

class RealisticStoryTest : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    make_dealers();
    make_customers();
    make_products();
  }

  void make_dealers() {
    dealers_.resize(load_.parents().size());
    for (std::uint32_t i = 1; i < dealers_.size(); ++i) make_dealer(i);
  }
  // Parents may come behind their children.
  DealerId make_dealer(std::uint32_t index) {
    if (index == 0) return {};
    DealerId& made = dealers_.at(index);
    if (!made.is_set()) {
      const DealerId parent = make_dealer(load_.parents()[index]);
      dealers_[index] = dealer(parent);
    }
    return dealers_[index];
  }
  void make_customers() {
    std::map<std::uint32_t, flows::ReferralTouch> touches;
    customers_.emplace_back();
    for (std::uint32_t i = 1; i <= kStoryShape.customers; ++i) {
      const std::uint32_t of = load_.dealer_of(i);
      if (!touches.contains(of)) touches.emplace(of, touch_of(dealers_[of]));
      // Every tenth came without a code.
      const auto touch = i % 10 == 0 ? std::nullopt : std::optional(touches.at(of));
      customers_.push_back(log_in(login_of("customer " + std::to_string(i), touch)).consumer_id);
    }
  }
  void make_products() {
    skus_.emplace_back();
    for (std::uint32_t i = 1; i <= kStoryShape.products; ++i) {
      const auto product = make_product("商品 " + std::to_string(i));
      skus_.push_back(make_sku(product, load_.price_of(i).value, load_.cost_of(i).value));
    }
  }

  std::vector<StoryOrder> place_orders(Instant now) {
    std::vector<StoryOrder> orders;
    for (int i = 0; i < kOrdersADay; ++i) {
      const LoadOrder drawn = load_.next_order();
      std::vector<flows::WantedLine> lines;
      Fen total;
      for (const LoadLine& line : drawn.lines) {
        lines.push_back({skus_[line.product], line.quantity});
        total.value += load_.price_of(line.product).value * line.quantity;
      }
      const auto command = order_by(customers_[drawn.customer], lines, total);
      const auto sale = run([&](db::Tx& tx) { return flows::place_order(tx, command, now); });
      orders.push_back({sale, drawn.fate, random_() % 2 == 0});
    }
    return orders;
  }

  // Together, as the keeper applies them.
  static void pay_all(const std::vector<StoryOrder>& orders, Instant now) {
    std::vector<flows::RecordPayment> payments;
    for (const StoryOrder& one : orders) payments.push_back(payment_of(one.sale.order, now));
    const auto effects = run([&](db::Tx& tx) -> Result<std::vector<flows::PaymentEffect>> {
      return flows::record_payments(tx, payments, now);
    });
    for (const auto effect : effects) EXPECT_EQ(effect, flows::PaymentEffect::recorded);
  }

  // In part: half of the first line, as finance asks for it. As a whole: as WeChat reports it.
  static void refund_by_fate(const StoryOrder& one, Instant now) {
    const Order& order = one.sale.order;
    if (one.fate == Fate::kept) return;
    auto report = refund_report(order, "all", order.total_fen);
    if (one.fate == Fate::refunded_in_part) {
      const OrderLine& line = one.sale.lines.front();
      const auto asked = ask_refund_of(order, {{line.id, Fen{(line.paid_fen.value + 1) / 2}}});
      ASSERT_TRUE(asked) << asked.error().code();
      report = refund_report(order, asked->refund_no, asked->amount_fen);
    }
    report.happened_at = now;
    EXPECT_EQ(refund(report, now), flows::RefundEffect::recorded);
    EXPECT_EQ(refund(report, now), flows::RefundEffect::repeated);
  }

  // An order that was given back as a whole before is closed, and goes no further.
  static void deliver(const StoryOrder& one, Instant now) {
    const bool is_over = one.fate == Fate::returned && !one.is_refunded_late;
    EXPECT_EQ(ship(one.sale.order, now).has_value(), !is_over);
    EXPECT_EQ(receive(one.sale.order, now + kAnHour).has_value(), !is_over);
  }
  static void finish(const std::vector<StoryOrder>& orders, Instant now) {
    for (const StoryOrder& one : orders) {
      const bool is_over = one.fate == Fate::returned && !one.is_refunded_late;
      EXPECT_EQ(complete(one.sale.order, now).has_value(), !is_over);
      if (one.is_refunded_late) refund_by_fate(one, now + kAnHour);
    }
  }

  void play() {
    for (int day = 0; day < kDays; ++day) {
      const Instant now = kNow + day * kDay;
      if (day >= 8) finish(days_[static_cast<std::size_t>(day) - 8], now - 10 * kAnHour);
      auto orders = place_orders(now);
      pay_all(orders, now + kAnHour);
      for (const StoryOrder& one : orders) {
        if (!one.is_refunded_late) refund_by_fate(one, now + 2 * kAnHour);
        deliver(one, now + 3 * kAnHour);
      }
      days_.push_back(std::move(orders));
    }
  }

  static crypto::Key256 story_key() {
    crypto::Key256 key{};
    key.fill(9);
    return key;
  }
  static void seal_everything(Instant now) {
    for (bool is_done = false; !is_done;) {
      const auto bite = run([&](db::Tx& tx) { return flows::seal_ledger(tx, story_key(), now, 100); });
      EXPECT_TRUE(bite.faults.empty());
      is_done = bite.is_done;
    }
  }
  // Movements read.
  static std::int64_t expect_verified() {
    return run([](db::Tx& tx) -> Result<std::int64_t> {
      std::int64_t movements = 0;
      const auto sheets = flows::sheets_after(tx, flows::kBeforeAllSheets, 1'000);
      EXPECT_EQ(flows::verify_sheets(tx, sheets, movements), std::nullopt);
      EXPECT_EQ(flows::verify_money(tx, flows::kBeforeAllSheets, sheets.back()), std::nullopt);
      CommissionId last;
      std::int64_t commissions = 0;
      EXPECT_EQ(flows::verify_commissions(tx, last, 100'000, commissions), std::nullopt);
      EXPECT_EQ(commissions, tx.one("SELECT COUNT(*) FROM commission")->integer(0));
      std::int64_t seal = 0;
      std::string mac(32, '\0');
      EXPECT_EQ(flows::verify_seals(tx, story_key(), seal, mac, 1'000), std::nullopt);
      EXPECT_EQ(flows::verify_rest(tx), std::nullopt);
      const auto balance = flows::trial_balance(tx);
      EXPECT_EQ(balance.sum(), 0);
      EXPECT_EQ(balance.difference(), 0);
      return movements;
    });
  }
  RealisticLoad load_{kStoryShape, kStorySeed};
  std::mt19937 random_{kStorySeed};
  std::vector<DealerId> dealers_;
  std::vector<ConsumerId> customers_;
  std::vector<std::string> skus_;
  std::vector<std::vector<StoryOrder>> days_;
};

TEST_F(RealisticStoryTest, a_month_of_five_hundred_orders_leaves_sound_books) {
  std::cout << "seed " << kStorySeed << '\n';
  play();
  expect_balanced();
  seal_everything(kNow + kDays * kDay);
  std::cout << expect_verified() << " movements\n";
  EXPECT_GT(server::testing::read_books_document().invariants.size(), 50U);
  EXPECT_EQ(server::testing::broken_invariants(connection()), "");
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_payment"), kDays * kOrdersADay);
  std::int64_t given_back = 0;
  for (const auto& day : days_) {
    const bool is_finished = &day - days_.data() < kDays - 8;
    for (const StoryOrder& one : day) {
      const Order order = find(one.sale.order.id).order;
      const bool is_refunded = one.fate != Fate::kept && (is_finished || !one.is_refunded_late);
      given_back += is_refunded ? 1 : 0;
      EXPECT_EQ(order.refunded_fen > Fen{0}, is_refunded);
      EXPECT_EQ(order.is_wholly_refunded(), is_refunded && one.fate == Fate::returned);
    }
  }
  EXPECT_GT(given_back, kDays * kOrdersADay / 25) << "of the shape's 8 %, those whose time has come";
  // What the load must have met for this to say anything.
  EXPECT_GT(count("SELECT COUNT(*) FROM commission WHERE state = 'available'"), 250);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission WHERE state = 'void'"), 10);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission_unclaimed WHERE returned_fen > 0"), 0);
  EXPECT_GT(count("SELECT COUNT(*) FROM commission_zero_line WHERE reason = 'no_referrer'"), 25);
  EXPECT_GT(count("SELECT COUNT(DISTINCT month) FROM commission_month WHERE sales_fen > 0"), 1);
}

}  // namespace
}  // namespace fenrun::testing
