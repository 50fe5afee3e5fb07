#include <thread>

#include "db/commission/commission_month.hpp"
#include "domain/commission/explanation.hpp"
#include "tests/flows/commission/commission_world.hpp"

namespace fenrun::testing {
namespace {

class CommissionSaleTest : public CommissionWorld {
 protected:
  static db::CommissionMonth month_of(DealerId dealer) {
    return database().run([&](db::Tx& tx) -> Result<db::CommissionMonth> {
      return db::lock_commission_months(tx, {dealer}, china_month_of(kSoldAt)).at(dealer);
    });
  }
  static std::string amounts(const std::vector<Commission>& commissions) {
    std::string text;
    for (const Commission& it : commissions) {
      text += std::to_string(it.line.value) + ":" + std::to_string(it.dealer.value) + "=" +
              std::to_string(it.amount_fen.value) + "-" + std::to_string(it.clawed_back_fen.value) + " " +
              std::string(to_text(it.state)) + "; ";
    }
    return text;
  }
};

TEST_F(CommissionSaleTest, a_sale_is_shared_out_once_and_each_row_replays) {
  const auto plan = put_in_force(rates("秋季", {50'000, 20'000}));
  const auto first = share(sale(7, {DealerId{11}, DealerId{12}}, 2));
  EXPECT_TRUE(first.is_new);
  EXPECT_EQ(amounts(first.commissions),
            "71:11=500-0 pending; 71:12=200-0 pending; 72:11=1000-0 pending; 72:12=400-0 pending; ");
  const auto again = share(sale(7, {DealerId{11}, DealerId{12}}, 2));
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(amounts(again.commissions), amounts(first.commissions));
  for (const Commission& it : stored(7)) {
    EXPECT_EQ(it.plan_number, plan.publication->number);
    const auto explanation = explanation_from(it.explanation);
    ASSERT_TRUE(explanation);
    EXPECT_EQ(replay(*explanation).value(), it.amount_fen);
  }
  EXPECT_EQ(month_of(DealerId{11}).sales_fen, Fen{30'000});
  EXPECT_EQ(month_of(DealerId{11}).earned_fen, Fen{1'500});
  EXPECT_EQ(month_of(DealerId{12}).sales_fen, Fen{0});
}

TEST_F(CommissionSaleTest, without_a_plan_every_line_says_that_no_rule_fits) {
  const auto out = share(sale(7, {DealerId{11}}, 2));
  EXPECT_TRUE(out.is_new);
  EXPECT_TRUE(out.commissions.empty());
  const auto zero = database().run([](db::Tx& tx) -> Result<std::vector<db::CommissionZeroLine>> {
    return db::zero_lines_of(tx, OrderId{7});
  });
  ASSERT_EQ(zero.size(), 2U);
  EXPECT_EQ(zero[0].reason, ZeroReason::no_rule);
}

TEST_F(CommissionSaleTest, what_nobody_can_claim_is_kept_with_its_reason) {
  put_in_force(rates("秋季", {50'000, 20'000}));
  const auto out = share(sale(7, {DealerId{11}}));
  ASSERT_EQ(out.unclaimed.size(), 1U);
  EXPECT_EQ(out.unclaimed[0].amount_fen, Fen{200});
  EXPECT_EQ(out.unclaimed[0].reason, ZeroReason::nobody_at_level);
  const auto back = refund(7, {{OrderLineId{71}, Fen{5'000}}});
  ASSERT_TRUE(back);
  ASSERT_EQ(back->unclaimed.size(), 1U);
  EXPECT_EQ(back->unclaimed[0].take, Fen{100});
}

TEST_F(CommissionSaleTest, partial_refunds_end_at_exactly_the_commission) {
  put_in_force(rates("秋季", {33'333}));
  share(sale(7, {DealerId{11}}));
  std::int64_t taken = 0;
  for (const std::int64_t refunded : {1, 3'333, 3'333, 6'667, 9'999, 10'000}) {
    const auto back = refund(7, {{OrderLineId{71}, Fen{refunded}}});
    ASSERT_TRUE(back);
    for (const auto& it : back->commissions) taken += it.take.value;
    EXPECT_EQ(taken, 333 * refunded / 10'000);
  }
  EXPECT_EQ(amounts(stored(7)), "71:11=333-333 void; ");
  EXPECT_EQ(month_of(DealerId{11}).earned_fen, Fen{0});
  EXPECT_TRUE(refund(7, {{OrderLineId{71}, Fen{10'001}}}).refused_with(kRefundOverBase));
}

TEST_F(CommissionSaleTest, a_refund_after_new_rules_and_release_takes_the_old_share) {
  put_in_force(rates("旧", {50'000}));
  share(sale(7, {DealerId{11}}));
  put_in_force(rates("新", {10'000}), kSoldAt + std::chrono::days(1));
  const auto released = database().run([](db::Tx& tx) -> Result<std::vector<Commission>> {
    return flows::release_commissions(tx, OrderId{7});
  });
  EXPECT_EQ(amounts(released), "71:11=500-0 available; ");
  const auto back = refund(7, {{OrderLineId{71}, Fen{10'000}}});
  ASSERT_TRUE(back);
  ASSERT_EQ(back->commissions.size(), 1U);
  EXPECT_EQ(back->commissions[0].take, Fen{500});
  EXPECT_EQ(amounts(stored(7)), "71:11=500-500 void; ");
}

TEST_F(CommissionSaleTest, a_refund_told_again_takes_nothing) {
  put_in_force(rates("秋季", {50'000}));
  share(sale(7, {DealerId{11}}));
  ASSERT_TRUE(refund(7, {{OrderLineId{71}, Fen{6'000}}}));
  for (const std::int64_t told : {6'000, 1'000, 0}) {
    const auto again = refund(7, {{OrderLineId{71}, Fen{told}}});
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->commissions.empty());
  }
  EXPECT_EQ(amounts(stored(7)), "71:11=500-300 pending; ");
}

// Buying, climbing the ladder and giving everything back does not keep the step.
TEST_F(CommissionSaleTest, a_refund_lowers_the_month_and_the_next_sale_takes_the_lower_step) {
  CommissionPlan plan = rates("阶梯", {0});
  plan.rules[0].kind = RuleKind::ladder;
  plan.rules[0].steps = {{Fen{0}, Ppm{50'000}}, {Fen{10'000}, Ppm{100'000}}};
  put_in_force(plan);
  share(sale(1, {DealerId{11}}));
  share(sale(2, {DealerId{11}}));
  EXPECT_EQ(amounts(stored(1)) + amounts(stored(2)), "11:11=500-0 pending; 21:11=1000-0 pending; ");
  ASSERT_TRUE(refund(1, {{OrderLineId{11}, Fen{4'000}, Fen{4'000}}}));
  EXPECT_EQ(month_of(DealerId{11}).sales_fen, Fen{16'000});
  ASSERT_TRUE(refund(1, {{OrderLineId{11}, Fen{10'000}, Fen{6'000}}}));
  EXPECT_EQ(month_of(DealerId{11}).sales_fen, Fen{10'000});
  ASSERT_TRUE(refund(2, {{OrderLineId{21}, Fen{1}, Fen{1}}}));
  EXPECT_EQ(month_of(DealerId{11}).sales_fen, Fen{9'999});
  share(sale(3, {DealerId{11}}));
  EXPECT_EQ(amounts(stored(3)), "31:11=500-0 pending; ");
  EXPECT_EQ(explanation_from(stored(2)[0].explanation)->month_sales_fen, Fen{10'000}) << "told as it was";
}

TEST_F(CommissionSaleTest, a_dealers_list_is_newest_first_and_ends) {
  put_in_force(rates("秋季", {50'000}));
  for (std::int64_t order = 1; order <= 5; ++order) share(sale(order, {DealerId{11}}));
  share(sale(6, {DealerId{12}}));
  std::vector<std::int64_t> orders;
  PageRequest page{0, 2};
  do {
    const auto found = database().run([&](db::Tx& tx) -> Result<Page<Commission>> {
      return db::list_commissions_of(tx, DealerId{11}, page);
    });
    for (const Commission& it : found.items) orders.push_back(it.order.value);
    page.after = found.next;
  } while (page.after != 0);
  EXPECT_EQ(orders, (std::vector<std::int64_t>{5, 4, 3, 2, 1}));
}

TEST_F(CommissionSaleTest, the_cap_of_a_month_holds_for_sales_at_once) {
  auto plan = rates("上限", {50'000});
  plan.dealer_month_cap_fen = Fen{1'700};  // three sales of 500 and 200 of the fourth
  put_in_force(plan);
  std::vector<std::thread> buyers;
  for (int buyer = 0; buyer < 4; ++buyer) {
    buyers.emplace_back([buyer] {
      db::Connection own(database().options());
      for (std::int64_t i = 0; i < 3; ++i) {
        const auto facts = sale(1 + buyer * 3 + i, {DealerId{11}});
        EXPECT_TRUE(own.transact(
            [&](db::Tx& tx) -> Result<flows::SharedSale> { return flows::share_sale(tx, facts, kSoldAt); }));
      }
    });
  }
  for (auto& buyer : buyers) buyer.join();
  std::int64_t earned = 0;
  for (std::int64_t order = 1; order <= 12; ++order) {
    for (const Commission& it : stored(order)) earned += it.amount_fen.value;
  }
  EXPECT_EQ(earned, 1'700);
  EXPECT_EQ(month_of(DealerId{11}).earned_fen, Fen{1'700});
  EXPECT_EQ(month_of(DealerId{11}).sales_fen, Fen{120'000});
}

TEST_F(CommissionSaleTest, a_month_is_a_month_in_china) {
  const Instant midnight{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1} - std::chrono::hours(8)};
  EXPECT_EQ(china_month_of(midnight - std::chrono::microseconds(1)), 202'611);
  EXPECT_EQ(china_month_of(midnight), 202'612);
}

}  // namespace
}  // namespace fenrun::testing
