#include <gtest/gtest.h>

#include <algorithm>

#include "tests/domain/reconciliation/bill_world.hpp"

namespace fenrun::testing {
namespace {

using enum DifferenceClass;

// The one difference that there is.
Difference only_difference(const MatchedBill& matched) {
  EXPECT_EQ(matched.differences.size(), 1U);
  EXPECT_EQ(matched.figures.differences, std::ssize(matched.differences));
  return matched.differences.empty() ? Difference{} : matched.differences.front();
}

TEST(MatchBill, what_agrees_is_counted_and_nothing_else_is_said) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500), paid_transfer(2, 700)};
  world.lines = {line_of(1, world.ours[1]), line_of(2, world.ours[0])};
  const auto matched = world.match();
  EXPECT_TRUE(matched.differences.empty());
  EXPECT_EQ(matched.figures, (BillFigures{2, Fen{}, Fen{1'200}, 2, Fen{1'200}, 0, 0, Fen{}, 0}));
}

TEST(MatchBill, either_column_may_hold_either_number) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500), paid_transfer(2, 700)};
  world.lines = {line_of(1, "13301", "P1", LineKind::unknown, -500),
                 line_of(2, "", "13302", LineKind::unknown, -700)};
  EXPECT_TRUE(world.match().differences.empty());
}

TEST(MatchBill, an_empty_bill_agrees_with_no_rows_only) {
  BillDayWorld world;
  EXPECT_EQ(world.match().figures, BillFigures{});
  world.ours = {paid_transfer(1, 500)};
  const auto difference = only_difference(world.match());
  EXPECT_EQ(difference.kind, missing_in_bill);
  EXPECT_EQ(difference.key, "P1");
  EXPECT_EQ(difference.ours, Fen{-500});
  EXPECT_EQ(difference.billed, std::nullopt);
}

TEST(MatchBill, a_row_beside_midnight_is_in_the_bill_beside) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500), paid_transfer(2, 700)};
  world.before = {line_of(1, world.ours[0])};
  world.after = {line_of(2, world.ours[1])};
  const auto matched = world.match();
  EXPECT_TRUE(matched.differences.empty());
  EXPECT_EQ(matched.figures.beside, 2);
  EXPECT_EQ(matched.figures.matched, 0);
  // And the day whose bill has it takes it for its own, though it is a row of another day.
  BillDayWorld next;
  next.ours = {world.ours[1]};
  next.ours[0].is_of_day = false;
  next.lines = world.after;
  EXPECT_EQ(next.match().figures.matched, 1);
  EXPECT_TRUE(next.match().differences.empty());
}

TEST(MatchBill, paid_again_the_day_after_is_found_on_that_day) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500)};
  world.ours[0].is_of_day = false;
  world.before = {line_of(1, world.ours[0])};
  world.lines = {line_of(2, world.ours[0])};
  const auto difference = only_difference(world.match());
  EXPECT_EQ(difference.kind, amount_differs);
  EXPECT_EQ(difference.billed, Fen{-1'000});
}

// The bills of the day and of those beside it do not have the first line.
TEST(MatchBill, paid_again_days_after_is_found_on_that_day) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500)};
  world.ours[0].is_of_day = false;
  world.ours[0].is_long_paid = true;
  EXPECT_TRUE(world.match().differences.empty()) << "no line of the day names it";
  world.lines = {line_of(2, world.ours[0])};
  const auto difference = only_difference(world.match());
  EXPECT_EQ(difference.kind, amount_differs);
  EXPECT_EQ(difference.billed, Fen{-500});
  EXPECT_EQ(world.match().figures.matched, 0);
}

TEST(MatchBill, a_line_that_comes_back_makes_none) {
  BillDayWorld world;
  OurEntry failed = paid_transfer(1, 500);
  failed.expected = Expected::not_moved;
  failed.settled.reset();
  world.ours = {failed};
  world.lines = {line_of(1, failed), line_of(2, "P1", "13301", LineKind::transfer, 500)};
  EXPECT_TRUE(world.match().differences.empty());
  world.lines.pop_back();
  EXPECT_EQ(only_difference(world.match()).kind, state_differs);
  world.after = {line_of(2, "P1", "13301", LineKind::transfer, 500)};  // it comes back the day after
  EXPECT_TRUE(world.match().differences.empty());
}

TEST(MatchBill, paid_for_us_and_returned_by_wechat_differs_in_state) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500)};
  world.lines = {line_of(1, world.ours[0]), line_of(2, "P1", "13301", LineKind::transfer, 500)};
  EXPECT_EQ(only_difference(world.match()).kind, state_differs);
}

TEST(MatchBill, the_ledger_is_the_third_side) {
  BillDayWorld world;
  world.ours = {paid_transfer(1, 500)};
  world.lines = {line_of(1, world.ours[0])};
  world.ours[0].settled = Fen{499};
  EXPECT_EQ(only_difference(world.match()).note, "succeeded; settled 499");
  world.ours[0].settled.reset();
  EXPECT_EQ(only_difference(world.match()).kind, ledger_differs);
}

TEST(MatchBill, strangers_by_account_and_kind) {
  struct Case {
    BillKind account;
    LineKind kind;
    DifferenceClass expected;
  };
  for (const auto& [account, kind, expected] :
       {Case{BillKind::operation, LineKind::transfer, not_ours},
        Case{BillKind::operation, LineKind::top_up, to_explain},
        Case{BillKind::operation, LineKind::bank_payout, to_explain},
        Case{BillKind::operation, LineKind::fee, to_explain},
        Case{BillKind::operation, LineKind::unknown, unknown_line},
        Case{BillKind::basic, LineKind::payment, not_ours}, Case{BillKind::basic, LineKind::refund, not_ours},
        Case{BillKind::basic, LineKind::unknown, unknown_line}}) {
    BillDayWorld world;
    world.account = account;
    world.lines = {line_of(7, "V7", "C7", kind, -300)};
    const auto difference = only_difference(world.match());
    EXPECT_EQ(difference.kind, expected);
    EXPECT_EQ(difference.key, "F7");
    EXPECT_EQ(difference.number, "V7");
    EXPECT_EQ(difference.billed, Fen{-300});
    // Only the account of transfers is in the ledger.
    EXPECT_EQ(difference.unbooked, account == BillKind::operation ? Fen{-300} : Fen{});
  }
}

TEST(MatchBill, fees_of_payments_are_outside_of_our_books) {
  BillDayWorld world;
  world.account = BillKind::basic;
  world.ours = {order_money(1, 1'000), order_money(2, -400)};
  world.lines = {line_of(1, world.ours[0]), line_of(2, "O1", "42001", LineKind::fee, -6),
                 line_of(3, world.ours[1]), line_of(4, "O2", "42002", LineKind::fee, 2)};
  const auto matched = world.match();
  EXPECT_TRUE(matched.differences.empty());
  EXPECT_EQ(matched.figures.matched, 2);
  EXPECT_EQ(matched.figures.outside, 2);
  EXPECT_EQ(matched.figures.outside_sum, Fen{-4});
}

TEST(MatchBill, a_refund_is_listed_when_wechat_accepts_it) {
  BillDayWorld world;
  world.account = BillKind::basic;
  world.ours = {order_money(1, -400)};
  world.ours[0].expected = Expected::either;
  EXPECT_TRUE(world.match().differences.empty());  // not yet accepted
  world.lines = {line_of(1, world.ours[0])};
  EXPECT_TRUE(world.match().differences.empty());
  world.lines[0].amount = Fen{401};
  EXPECT_EQ(only_difference(world.match()).kind, amount_differs);
}

TEST(LineKinds, words_of_wechat) {
  EXPECT_EQ(line_kind_of("商家转账", "商家转账"), LineKind::transfer);
  EXPECT_EQ(line_kind_of("商家转账", "商家转账回退"), LineKind::transfer);
  EXPECT_EQ(line_kind_of("交易", "交易"), LineKind::payment);
  EXPECT_EQ(line_kind_of("交易", "扣除交易手续费"), LineKind::fee);
  EXPECT_EQ(line_kind_of("退款", "退款"), LineKind::refund);
  EXPECT_EQ(line_kind_of("退款", "退款关闭"), LineKind::refund);
  EXPECT_EQ(line_kind_of("退款", "退还交易手续费"), LineKind::fee);
  EXPECT_EQ(line_kind_of("充值/提现", "充值"), LineKind::top_up);
  EXPECT_EQ(line_kind_of("充值/提现", "提现"), LineKind::bank_payout);
  EXPECT_EQ(line_kind_of("交易", "分账"), LineKind::sharing);
  EXPECT_EQ(line_kind_of("其他", "其他"), LineKind::unknown);
}

TEST(BillDays, are_those_of_china) {
  const auto day = parse_bill_day("2026-11-27");
  ASSERT_TRUE(day);
  EXPECT_EQ(bill_day_text(*day), "2026-11-27");
  for (const char* wrong : {"", "2026-11-7", "2026-02-30", "2026/11/27", "1999-01-01", "2026-11-271"}) {
    EXPECT_FALSE(parse_bill_day(wrong)) << wrong;
  }
  const Instant last = *parse_rfc3339("2026-11-27T23:59:59.999999+08:00");
  EXPECT_EQ(bill_day_of(last), *day);
  EXPECT_EQ(hours_of(*day).until, last + std::chrono::microseconds(1));
  const Instant early = *parse_rfc3339("2026-11-28T09:59:59+08:00");
  EXPECT_EQ(newest_bill_day(early), *day - std::chrono::days(1));
  EXPECT_EQ(newest_bill_day(early + std::chrono::seconds(1)), *day);
  EXPECT_EQ(check_bill_day(*day, early).error().code(), kBillDayNotOver.code);
  EXPECT_TRUE(check_bill_day(*day, early + std::chrono::seconds(1)));
  EXPECT_EQ(check_bill_day(*day - std::chrono::days(100), early).error().code(), kBillDayTooOld.code);
}

TEST(Differences, are_explained_by_one_and_closed_by_another) {
  FiledDifference difference;
  difference.found.unbooked = Fen{300};
  const auto refusal = [](const Done& done) { return done ? "" : std::string(done.error().code()); };
  EXPECT_EQ(refusal(check_proposal(difference, "", FundExplanation::top_up)), kDifferenceReasonInvalid.code);
  for (const auto wrong : {FundExplanation::none, FundExplanation::fee, FundExplanation::bank_payout}) {
    EXPECT_EQ(refusal(check_proposal(difference, "充值", wrong)), kDifferenceUnexplained.code);
  }
  EXPECT_EQ(refusal(check_proposal(difference, "充值", FundExplanation::top_up)), "");
  const ShownExplanation shown{FundExplanation::top_up, "充值"};
  EXPECT_EQ(refusal(check_confirmation(difference, StaffId{2}, shown)), kDifferenceNotProposed.code);
  difference.state = DifferenceState::proposed;
  difference.proposed_by = StaffId{1};
  difference.explanation = shown.explanation;
  difference.reason = shown.reason;
  EXPECT_EQ(refusal(check_confirmation(difference, StaffId{1}, shown)), kDifferenceOwn.code);
  EXPECT_EQ(refusal(check_confirmation(difference, StaffId{2}, shown)), "");
  difference.reason = "利息";
  EXPECT_EQ(refusal(check_confirmation(difference, StaffId{2}, shown)), kDifferenceChanged.code);
  difference.reason = shown.reason;
  difference.explanation = FundExplanation::none;
  EXPECT_EQ(refusal(check_confirmation(difference, StaffId{2}, shown)), kDifferenceChanged.code);
  difference.state = DifferenceState::closed;
  EXPECT_EQ(refusal(check_confirmation(difference, StaffId{2}, shown)), kDifferenceClosed.code);
  EXPECT_EQ(refusal(check_proposal(difference, "充值", FundExplanation::top_up)), kDifferenceClosed.code);
}

TEST(DayClosing, is_refused_while_a_fen_is_unexplained) {
  ReconciliationDay day;
  const auto refusal = [&](const DayClosing& closing) {
    const auto done = check_closing(day, closing);
    return done ? "" : std::string(done.error().code());
  };
  EXPECT_EQ(refusal({3, 0, 0}), kReconciliationBillMissing.code);  // fetched, never matched
  day.reconciled_at = Instant{};
  EXPECT_EQ(refusal({2, 0, 0}), kReconciliationBillMissing.code);
  EXPECT_EQ(refusal({3, 1, 0}), kReconciliationDifferenceOpen.code);
  EXPECT_EQ(refusal({3, 0, -1}), kReconciliationSuspense.code);
  EXPECT_EQ(refusal({3, 0, 0}), "");
  day.state = ReconciliationState::closed;
  EXPECT_EQ(refusal({3, 0, 0}), kReconciliationClosed.code);
}

}  // namespace
}  // namespace fenrun::testing
