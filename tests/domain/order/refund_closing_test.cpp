#include "domain/order/refund_closing.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

constexpr Instant kProposed{std::chrono::hours(500'000)};

RefundClosing wish(RefundEnding ending, std::string reference, std::string reason) {
  RefundClosing closing;
  closing.ending = ending;
  closing.reference = std::move(reference);
  closing.reason = std::move(reason);
  closing.proposed_by = StaffId{1};
  closing.proposed_at = kProposed;
  return closing;
}

std::string said(const Done& done) { return done ? "fine" : std::string(done.error().code()); }

TEST(RefundClosingTest, only_what_was_paid_otherwise_has_a_number_of_that_payment) {
  using enum RefundEnding;
  EXPECT_EQ(said(check_refund_closing(wish(called_off, "", "买家改主意"))), "fine");
  EXPECT_EQ(said(check_refund_closing(wish(paid_elsewhere, "网银 20261130-1", "账户注销"))), "fine");
  EXPECT_EQ(said(check_refund_closing(wish(called_off, "1", "r"))), "refund_closing.reference_invalid");
  EXPECT_EQ(said(check_refund_closing(wish(paid_elsewhere, "", "r"))), "refund_closing.reference_invalid");
  EXPECT_EQ(said(check_refund_closing(wish(paid_elsewhere, std::string(65, '1'), "r"))),
            "refund_closing.reference_invalid");
  EXPECT_EQ(said(check_refund_closing(wish(called_off, "1", ""))), "refund_closing.reason_invalid");
  EXPECT_EQ(said(check_refund_closing(wish(called_off, "", "two\nlines"))), "refund_closing.reason_invalid");
}

TEST(RefundClosingTest, somebody_else_decides_and_once) {
  auto closing = wish(RefundEnding::called_off, "", "r");
  EXPECT_EQ(said(check_refund_closing_decision(closing, StaffId{2}, true)), "fine");
  EXPECT_EQ(said(check_refund_closing_decision(closing, StaffId{1}, true)), "refund_closing.own");
  EXPECT_EQ(said(check_refund_closing_decision(closing, StaffId{1}, false)), "fine") << "taken back";
  closing.state = RefundClosingState::refused;
  EXPECT_EQ(said(check_refund_closing_decision(closing, StaffId{2}, true)), "refund_closing.decided");
}

TEST(RefundClosingTest, wechat_must_have_been_heard_and_must_not_have_the_refund) {
  auto closing = wish(RefundEnding::called_off, "", "r");
  OrderRefund refund;
  const Instant heard = kProposed + kRefundQuiet;
  EXPECT_EQ(said(check_refund_is_nowhere(closing, refund, heard)), "refund_closing.unheard");
  closing.absent_at = heard;
  EXPECT_EQ(said(check_refund_is_nowhere(closing, refund, heard + kRefundAbsenceHolds)), "fine");
  EXPECT_EQ(said(check_refund_is_nowhere(closing, refund,
                                         heard + kRefundAbsenceHolds + std::chrono::microseconds(1))),
            "refund_closing.unheard")
      << "that was long ago";
  for (const auto state :
       {RefundState::processing, RefundState::abnormal, RefundState::succeeded, RefundState::closed}) {
    refund.state = state;
    EXPECT_EQ(said(check_refund_is_nowhere(closing, refund, heard)), "refund_closing.overtaken")
        << to_text(state);
  }
  EXPECT_FALSE(is_late_enough(closing, kProposed + kRefundQuiet - std::chrono::microseconds(1)));
  EXPECT_TRUE(is_late_enough(closing, kProposed + kRefundQuiet));
}

TEST(RefundClosingTest, every_word_is_read_back) {
  for (const auto state :
       {RefundClosingState::open, RefundClosingState::applied, RefundClosingState::refused})
    EXPECT_EQ(refund_closing_state_from(to_word(state)), state);
  for (const auto ending : {RefundEnding::called_off, RefundEnding::paid_elsewhere})
    EXPECT_EQ(refund_ending_from(to_word(ending)), ending);
  EXPECT_FALSE(refund_closing_state_from("closed") || refund_ending_from(""));
}

}  // namespace
}  // namespace fenrun
