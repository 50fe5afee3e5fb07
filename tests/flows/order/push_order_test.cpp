#include <algorithm>
#include <functional>
#include <iostream>
#include <random>

#include "db/commission/commission.hpp"
#include "domain/order/order_source.hpp"
#include "flows/order/import_order.hpp"
#include "flows/order/push_order.hpp"
#include "tests/flows/order/order_books.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

// The buyer was bound at kNow; shops tell of their orders an hour later.
constexpr Instant kPushedAt = kNow + std::chrono::hours(1);
constexpr Instant kPaidAt = kPushedAt - std::chrono::minutes(1);

class PushOrderTest : public OrderBooksTest {
 protected:
  void SetUp() override {
    OrderBooksTest::SetUp();
    tea_code_ = "SKU-" + tea_;
    phone_index_ = std::string(32, 'p');
    run([&](db::Tx& tx) -> Result<int> {
      db::store_phone(tx, buyer_, phone_index_, "sealed", "138****0000");
      return 0;
    });
  }

  flows::PushOrder said(const std::string& number, PushedMilestones milestones = {}) const {
    flows::PushOrder command;
    command.public_id = fresh_ulid();
    command.source = "other-shop";
    command.external_no = number;
    command.said = std::move(milestones);
    return command;
  }
  PushedContent content() const {
    PushedContent content;
    content.buyer_phone_index = phone_index_;
    content.lines = {{tea_code_, 2, Fen{8'800}}};
    content.coupon_fen = Fen{600};
    content.freight_fen = Fen{1'000};
    return content;
  }
  static std::string pushed(const flows::PushOrder& command, Instant now = kPushedAt) {
    const auto report = transact([&](db::Tx& tx) { return flows::push_order(tx, command, now); });
    if (!report) return std::string(report.error().code());
    std::string text = report->order ? std::string(to_text(report->order->state)) : "waiting";
    for (const auto& alarm : report->alarms) text += " !" + alarm;
    return text;
  }
  static PushedMilestones paid() {
    PushedMilestones said;
    said.paid_at = kPaidAt;
    return said;
  }
  static OrderWithLines find_pushed(const std::string& number) {
    return run([&](db::Tx& tx) -> Result<OrderWithLines> {
      const auto order = db::find_order_by_external_no(tx, "other-shop", number);
      return OrderWithLines{*order, db::lines_of_order(tx, order->id)};
    });
  }

  // 20 % of the tea for the seller, and 10 % of everything else.
  void pay_more_for_tea() {
    CommissionPlan plan;
    plan.name = "tea";
    plan.deepest_level = PaidLevel::first;
    plan.rules.resize(2);
    plan.rules[0].number = 1;
    plan.rules[0].rate = Ppm{100'000};
    plan.rules[1].number = 2;
    plan.rules[1].rate = Ppm{200'000};
    plan.rules[1].scope.sku = run([&](db::Tx& tx) -> Result<SkuId> {
      return tx.one("SELECT id FROM sku WHERE public_id = ?", {tea_})->id<SkuId>(0);
    });
    publish_plan(kNow - std::chrono::hours(1), plan);
  }
  // Tea for 100 yuan, a cup for 50, freight of 10.
  flows::PushOrder tea_and_cup(const std::string& number) const {
    auto command = said(number, paid());
    command.content = content();
    command.content->lines = {{tea_code_, 1, Fen{10'000}}, {"SKU-" + cup_, 1, Fen{5'000}}};
    command.content->coupon_fen = Fen{0};
    return command;
  }
  flows::PushOrder refund_of(const std::string& number, const std::string& refund_no,
                             std::vector<PushedRefundPart> parts) const {
    auto command = said(number);
    Fen amount;
    for (const auto& part : parts) amount.value += part.amount_fen.value;
    command.refunds = {{refund_no, amount, std::nullopt, std::move(parts)}};
    return command;
  }
  // What is left of the commissions of the tea and of the cup.
  static std::pair<std::int64_t, std::int64_t> commissions_left(const OrderWithLines& sale) {
    std::pair<std::int64_t, std::int64_t> left{0, 0};
    const auto all = run([&](db::Tx& tx) -> Result<std::vector<Commission>> {
      return db::commissions_of_order(tx, sale.order.id);
    });
    for (const Commission& one : all) {
      auto& of_line = one.line == sale.lines[0].id ? left.first : left.second;
      of_line += one.amount_fen.value - one.clawed_back_fen.value;
    }
    return left;
  }

  std::string tea_code_;
  std::string phone_index_;
};

TEST_F(PushOrderTest, an_order_of_another_shop_is_priced_by_it_and_stamped_by_us) {
  auto command = said("A1", paid());
  command.content = content();
  EXPECT_EQ(pushed(command), "paid");
  EXPECT_EQ(pushed(command), "paid") << "a repetition";
  const auto sale = find_pushed("A1");
  EXPECT_EQ(sale.order.total_fen, Fen{2 * 8'800 - 600 + 1'000});
  EXPECT_EQ(sale.lines[0].paid_fen, Fen{17'000});
  EXPECT_EQ(sale.order.channel, SaleChannel::push);
  EXPECT_EQ(sale.order.consumer_id, buyer_);
  EXPECT_EQ(sale.order.stamp.upline.front().dealer_id, seller_);
  EXPECT_EQ(count("SELECT COUNT(*) FROM sale_order"), 1);
}

TEST_F(PushOrderTest, a_buyer_who_cannot_be_told_apart_is_nobody) {
  const auto twin = person();
  run([&](db::Tx& tx) -> Result<int> {
    db::store_phone(tx, twin, phone_index_, "sealed", "138****0000");
    return 0;
  });
  auto command = said("A2", paid());
  command.content = content();
  EXPECT_EQ(pushed(command), "paid");
  EXPECT_FALSE(find_pushed("A2").order.consumer_id.is_set());
}

TEST_F(PushOrderTest, what_cannot_be_understood_is_refused_whole) {
  auto unknown = said("A3", paid());
  unknown.content = content();
  unknown.content->lines[0].sku_code = "NO-SUCH";
  EXPECT_EQ(pushed(unknown), "sku.not_found");
  auto greedy = said("A3", paid());
  greedy.content = content();
  greedy.content->coupon_fen = Fen{17'601};
  EXPECT_EQ(pushed(greedy), "order.reduction_invalid");
  EXPECT_EQ(pushed(said("a b")), "push.external_no_invalid");
  auto refund = said("A3");
  refund.refunds = {{"r 1", Fen{1}, std::nullopt}};
  EXPECT_EQ(pushed(refund), "push.external_no_invalid");
  for (const auto& [carrier, number] : {std::pair("SF", "SF123 "), {" SF", "1"}, {"SF", ""}, {"", "1"}}) {
    auto parcel = said("A3", paid());
    parcel.content = content();
    parcel.said.shipped_at = kPushedAt;
    parcel.said.carrier = carrier;
    parcel.said.tracking_no = number;
    EXPECT_EQ(pushed(parcel), "order.shipping_invalid") << carrier << "/" << number;
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM pushed_order"), 0);
}

TEST_F(PushOrderTest, a_shop_that_says_nothing_of_the_parcel_leaves_what_staff_wrote) {
  auto order = said("A4", paid());
  order.content = content();
  EXPECT_EQ(pushed(order), "paid");
  const flows::ShipOrder by_staff{find_pushed("A4").order.public_id, "SF", "9", {}};
  ASSERT_TRUE(transact([&](db::Tx& tx) { return flows::ship_order(tx, by_staff, kPushedAt); }));
  auto received = said("A4");
  received.said.received_at = kPushedAt;
  EXPECT_EQ(pushed(received), "received");
  EXPECT_EQ(find_pushed("A4").order.carrier + find_pushed("A4").order.tracking_no, "SF9");
}

TEST_F(PushOrderTest, a_refund_beyond_the_order_is_reported_and_not_booked) {
  auto command = said("A4", paid());
  command.content = content();
  command.refunds = {{"r1", Fen{18'001}, std::nullopt}};
  EXPECT_EQ(pushed(command), "paid !r1");
  EXPECT_EQ(find_pushed("A4").order.refunded_fen, Fen{0});
}

// Returning a cup does not take from what the tea earned; whether the refund is told before the payment or
// after it.
TEST_F(PushOrderTest, a_refund_that_names_its_articles_takes_from_their_commissions_alone) {
  using Left = std::pair<std::int64_t, std::int64_t>;
  pay_more_for_tea();
  const std::string cup = "SKU-" + cup_;
  for (const bool is_early : {false, true}) {
    const std::string number = is_early ? "early" : "late";
    if (!is_early) {
      EXPECT_EQ(pushed(tea_and_cup(number)), "paid");
    }
    EXPECT_EQ(pushed(refund_of(number, "r1", {{cup, Fen{4'000}}})), is_early ? "waiting" : "paid");
    EXPECT_EQ(pushed(refund_of(number, "r2", {{tea_code_, Fen{2'500}}, {"", Fen{1'000}}})),
              is_early ? "waiting" : "paid");
    if (is_early) {
      EXPECT_EQ(pushed(tea_and_cup(number)), "paid");
    }
    auto sale = find_pushed(number);
    EXPECT_EQ(sale.lines[0].refunded_fen, Fen{2'500});
    EXPECT_EQ(sale.lines[1].refunded_fen, Fen{4'000});
    EXPECT_EQ(sale.order.freight_refunded_fen, Fen{1'000});
    EXPECT_EQ(commissions_left(sale), (Left{1'500, 100})) << number;
    EXPECT_EQ(pushed(refund_of(number, "r1", {{cup, Fen{4'000}}})), "paid") << "a repetition";
    EXPECT_EQ(commissions_left(sale), (Left{1'500, 100}));
    // One without articles is of what is left, in proportion: 7,500 of the tea and 1,000 of the cup.
    auto rest = said(number);
    rest.refunds = {{"r3", Fen{850}, std::nullopt}};
    EXPECT_EQ(pushed(rest), "paid");
    EXPECT_EQ(commissions_left(sale), (Left{1'350, 90}));
    expect_balanced();
  }
}

TEST_F(PushOrderTest, a_refund_of_articles_is_whole_and_within_their_lines) {
  const auto other = make_sku(product_, 100, 0);
  EXPECT_EQ(pushed(tea_and_cup("A5")), "paid");
  EXPECT_EQ(pushed(refund_of("A5", "r1", {{"SKU-" + cup_, Fen{5'001}}})), "paid !r1");
  EXPECT_EQ(pushed(refund_of("A5", "r2", {{"SKU-" + other, Fen{1}}})), "paid !r2");
  EXPECT_EQ(pushed(refund_of("A5", "r3", {{"NO-SUCH", Fen{1}}})), "sku.not_found");
  EXPECT_EQ(pushed(refund_of("A5", "r4", {{tea_code_, Fen{1}}, {tea_code_, Fen{1}}})),
            "refund.parts_invalid");
  auto half = refund_of("A5", "r5", {{tea_code_, Fen{1}}});
  half.refunds[0].amount_fen = Fen{2};
  EXPECT_EQ(pushed(half), "refund.parts_invalid");
  EXPECT_EQ(find_pushed("A5").order.refunded_fen, Fen{0});
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense WHERE reason = 'too_large' AND reference = 'r1'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense WHERE reason = 'wrong_parts' AND reference = 'r2'"),
            1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_refund"), 0);
}

TEST_F(PushOrderTest, updates_in_any_order_lead_to_the_same_order) {
  const std::uint64_t seed = test_seed();
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20; ++round) {
    const std::string number = "B" + std::to_string(round);
    std::vector<flows::PushOrder> updates(7, said(number));
    updates[0].content = content();
    updates[1].said = paid();
    updates[2].said.shipped_at = kPushedAt;
    updates[2].said.carrier = "SF";
    updates[2].said.tracking_no = "1";
    updates[2].said.parcel_sequence = 3;
    updates[3].said.received_at = kPushedAt;
    updates[4].refunds = {{"r1", Fen{5'000}, std::nullopt}};
    updates[5].refunds = {{"r2", Fen{1'234}, std::nullopt}, {"r1", Fen{5'000}, std::nullopt}};
    updates[6].said = updates[2].said;  // handed to another carrier
    updates[6].said.carrier = "YTO";
    updates[6].said.tracking_no = "2";
    updates[6].said.parcel_sequence = 4;
    for (auto& update : updates) update.public_id = fresh_ulid();
    std::shuffle(updates.begin(), updates.end(), random);
    updates.push_back(updates[random() % 7]);  // and one of them again
    std::string last;
    for (const auto& update : updates) last = pushed(update);
    EXPECT_EQ(last, "received") << round;
    const auto sale = find_pushed(number);
    EXPECT_EQ(sale.order.refunded_fen, Fen{6'234});
    EXPECT_EQ(sale.order.paid_at, kPaidAt);
    EXPECT_EQ(sale.order.carrier + sale.order.tracking_no, "YTO2");
  }
}

TEST(PushedMilestonesTest, the_earliest_claim_and_the_latest_parcel_count) {
  PushedMilestones first;
  first.paid_at = kNow;
  first.carrier = "SF";
  first.tracking_no = "1";
  first.parcel_sequence = 5;
  PushedMilestones second;
  second.paid_at = kNow + kDay;
  second.shipped_at = kNow;
  second.carrier = "YTO";
  second.tracking_no = "2";
  second.parcel_sequence = 4;
  for (const auto& all : {merged(merged({}, first), second), merged(merged({}, second), first)}) {
    EXPECT_EQ(all.paid_at, kNow);
    EXPECT_EQ(all.shipped_at, kNow);
    EXPECT_EQ(all.carrier, "SF");
  }
}

TEST(OrderSourceTest, a_code_is_a_short_lower_case_word_and_not_our_own) {
  for (const char* code : {"taobao", "shop-2", "a"}) EXPECT_TRUE(is_source_code(code)) << code;
  for (const char* code :
       {"", "Shop", "2shop", "a_b", "mini_program", "-a", "abcdefghijklmnopqrstuvwxyzabcdefg"}) {
    EXPECT_FALSE(is_source_code(code)) << code;
  }
}

TEST_F(PushOrderTest, an_import_names_the_refunds_that_another_came_before) {
  auto early = said("T-50");
  early.refunds = {{"early", Fen{18'000}, {}, {}}};
  EXPECT_EQ(pushed(early), "waiting");
  auto file = said("T-50", paid());
  file.content = content();
  file.refunds = {{"late", Fen{100}, {}, {}}};
  const auto imported = run([&](db::Tx& tx) { return flows::import_order(tx, file, kPushedAt); });
  EXPECT_EQ(imported.effect, ImportEffect::booked);
  EXPECT_EQ(imported.alarms, std::vector<std::string>{"late"});
  EXPECT_EQ(count("SELECT COUNT(*) FROM order_suspense WHERE source = 'other-shop' AND reference = 'late'"),
            1);
}

}  // namespace
}  // namespace fenrun::testing
