// Payments and refunds of real orders against the bill of the account that buyers pay into, and the trade
// bill.
#include <gtest/gtest.h>

#include <map>

#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/our_entry.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "flows/order/close_refund.hpp"
#include "flows/reconciliation/reconcile_day.hpp"
#include "flows/reconciliation/store_bill.hpp"
#include "tests/flows/order/order_world.hpp"

namespace fenrun::testing {
namespace {

class OrderEntriesTest : public OrderWorld {
 protected:
  static BillLine order_line(const std::string& fund_number, const std::string& channel, LineKind kind,
                             std::int64_t flow) {
    BillLine line;
    line.fund_number = fund_number;
    line.channel_number = channel;
    line.kind = kind;
    line.is_income = flow > 0;
    line.amount = Fen{std::abs(flow)};
    return line;
  }
  // Of the trade bill too, which has no fees.
  void store_bills(const std::vector<BillLine>& lines) {
    auto trades = lines;
    std::erase_if(trades, [](const BillLine& line) { return line.kind == LineKind::fee; });
    store_bills(lines, std::move(trades));
  }
  void store_bills(std::vector<BillLine> basic, std::vector<BillLine> trade) {
    lines_[BillKind::basic] = std::move(basic);
    lines_[BillKind::trade] = std::move(trade);
    for (const BillKind account : kBillKinds) {
      flows::StoreBill command;
      command.file.mchid = "1900000001";
      command.file.account = account;
      command.file.day = day_;
      command.file.lines = std::ssize(lines_[account]);
      command.file.sha1 = command.file.lines > 0 ? std::string(40, 'a') : "";
      run([&](db::Tx& tx) -> Result<bool> {
        flows::store_bill(tx, command, kNow);
        return true;
      });
    }
  }
  ReconciliationDay reconcile() {
    const auto walk = [this](BillKind bill, const flows::FilePieces&, const LineVisitor& visit) {
      lines_in(lines_[bill])(visit);
    };
    return run([&](db::Tx& tx) { return flows::reconcile_day(tx, {day_, "1900000001", walk}, kNow); });
  }

  const BillDay day_ = bill_day_of(kNow);
  std::map<BillKind, std::vector<BillLine>> lines_;
};

TEST_F(OrderEntriesTest, payments_refunds_and_fees_agree) {
  const auto sale = place_paid();
  ASSERT_TRUE(ask_refund_of(sale.order, {}, Fen{200}));  // WeChat has not accepted it yet
  const auto other = place_paid();
  // Made in WeChat's own console: no number of ours.
  EXPECT_EQ(refund(refund_report(other.order, "by-hand-1", Fen{300})), flows::RefundEffect::recorded);
  const std::string one = payment_of(sale.order).transaction_id;
  const std::string two = payment_of(other.order).transaction_id;
  store_bills({order_line("F1", one, LineKind::payment, 13'201), order_line("F2", one, LineKind::fee, -79),
               order_line("F3", two, LineKind::payment, 13'201),
               order_line("F4", "50by-hand-1", LineKind::refund, -300)});
  const auto day = reconcile();
  EXPECT_EQ(day.basic.matched, 3);
  EXPECT_EQ(day.basic.matched_sum, Fen{2 * 13'201 + 300});
  EXPECT_EQ(day.basic.outside, 1);
  EXPECT_EQ(day.basic.differences, 0);
  EXPECT_EQ(day.trade.matched, 3);
  EXPECT_EQ(day.trade.matched_sum, day.basic.matched_sum);
  EXPECT_EQ(day.trade.outside, 0);
  EXPECT_EQ(day.trade.differences, 0);
}

TEST_F(OrderEntriesTest, the_trade_bill_says_what_was_ordered_whatever_came) {
  const auto sale = place_paid();
  const std::string number = payment_of(sale.order).transaction_id;
  store_bills({order_line("F1", number, LineKind::payment, 13'201)},
              {order_line("T1", number, LineKind::payment, 13'200)});
  const auto day = reconcile();
  EXPECT_EQ(day.basic.differences, 0);
  EXPECT_EQ(day.trade.differences, 1);
  const auto found = run(
      [&](db::Tx& tx) -> Result<std::vector<FiledDifference>> { return db::read_differences(tx, day_, 10); });
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].found.account, BillKind::trade);
  EXPECT_EQ(found[0].found.kind, DifferenceClass::amount_differs);
  EXPECT_EQ(found[0].found.unbooked, Fen{});
  EXPECT_FALSE(stops_payouts(found[0].found)) << "what buyers pay is none of them";
}

TEST_F(OrderEntriesTest, a_payment_that_no_bill_has_and_one_that_is_not_ours) {
  const auto sale = place_paid();
  store_bills({order_line("F1", "4200000000000000001", LineKind::payment, 100)});
  EXPECT_EQ(reconcile().basic.differences, 2);
  const auto found = run(
      [&](db::Tx& tx) -> Result<std::vector<FiledDifference>> { return db::read_differences(tx, day_, 10); });
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[2].found.account, BillKind::trade);
  EXPECT_EQ(found[2].found.kind, DifferenceClass::not_ours);
  EXPECT_EQ(found[3].found.kind, DifferenceClass::missing_in_bill);
  EXPECT_EQ(found[0].found.kind, DifferenceClass::not_ours);
  EXPECT_EQ(found[0].found.unbooked, Fen{});  // the ledger does not hold what buyers paid
  EXPECT_EQ(found[1].found.kind, DifferenceClass::missing_in_bill);
  EXPECT_EQ(found[1].found.number, out_trade_no_of(sale.order.public_id));
}

TEST_F(OrderEntriesTest, a_refund_that_people_ended_need_not_be_in_the_bill) {
  const auto sale = place_paid();
  const auto asked = ask_refund_of(sale.order, {}, Fen{200});
  ASSERT_TRUE(asked);
  const auto id = fresh_ulid();
  run([&](db::Tx& tx) {
    return flows::propose_refund_closing(
        tx, {id, StaffId{81}, asked->public_id, RefundEnding::paid_elsewhere, "bank 7", "gone"}, kNow);
  });
  run([&](db::Tx& tx) -> Result<bool> {
    flows::note_refund_absent(tx, asked->id, kNow + kRefundQuiet);
    return true;
  });
  run([&](db::Tx& tx) {
    return flows::decide_refund_closing(tx, {id, StaffId{82}, true, {}}, kNow + kRefundQuiet);
  });
  const std::string payment = payment_of(sale.order).transaction_id;
  const BillLine paid = order_line("F1", payment, LineKind::payment, 13'201);
  // WeChat lists what it was asked for, and never says that it came to nothing.
  store_bills({paid}, {paid, order_line(asked->refund_no, asked->refund_no, LineKind::refund, -200)});
  const auto day = reconcile();
  EXPECT_EQ(day.basic.differences, 0);
  EXPECT_EQ(day.trade.differences, 0);
  const std::vector<std::string> numbers{asked->refund_no};
  const auto entries =
      run([&](db::Tx& tx) -> Result<std::vector<OurEntry>> { return db::find_order_entries(tx, numbers); });
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].expected, Expected::not_moved);
  EXPECT_EQ(entries[0].state, "succeeded, paid_elsewhere");
}

TEST_F(OrderEntriesTest, rows_are_found_by_either_number) {
  const auto sale = place_paid();
  const auto asked = ask_refund_of(sale.order, {}, Fen{200});
  ASSERT_TRUE(asked);
  const std::vector<std::string> numbers{out_trade_no_of(sale.order.public_id), "nothing", asked->refund_no};
  const auto entries =
      run([&](db::Tx& tx) -> Result<std::vector<OurEntry>> { return db::find_order_entries(tx, numbers); });
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].flow, Fen{13'201});
  EXPECT_EQ(entries[1].flow, Fen{-200});
  EXPECT_EQ(entries[1].expected, Expected::either);
}

}  // namespace
}  // namespace fenrun::testing
