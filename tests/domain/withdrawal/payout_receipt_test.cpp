#include "domain/withdrawal/payout_receipt.hpp"

#include <gtest/gtest.h>

#include <array>

namespace fenrun {
namespace {

using namespace std::chrono_literals;

constexpr Instant kReceiptNow{std::chrono::seconds(1'800'000'000)};
constexpr int kNoJitter = 500;

PayoutReceipt receipt_at(PayoutReceiptState state, int turns) {
  PayoutReceipt receipt;
  receipt.payout = PayoutId{1};
  receipt.number = "P1";
  receipt.state = state;
  receipt.turns = turns;
  receipt.wanted_at = kReceiptNow;
  receipt.due_at = kReceiptNow;
  return receipt;
}

TEST(PayoutReceiptTest, it_is_applied_for_only_where_wechat_has_none_or_one_that_came_to_nothing) {
  struct Row {
    PayoutReceiptState state;
    ReceiptAnswer answer;
    std::optional<ReceiptStep> step;
  };
  using S = PayoutReceiptState;
  using A = ReceiptAnswer;
  const Row rows[] = {
      {S::wanted, A::absent, ReceiptStep::apply},  {S::applied, A::absent, ReceiptStep::apply},
      {S::wanted, A::making, std::nullopt},        {S::applied, A::making, std::nullopt},
      {S::wanted, A::made, ReceiptStep::download}, {S::applied, A::made, ReceiptStep::download},
      {S::wanted, A::failed, ReceiptStep::apply},  {S::applied, A::failed, std::nullopt},
      {S::wanted, A::silent, std::nullopt},        {S::applied, A::silent, std::nullopt},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(next_receipt_step(row.state, row.answer), row.step)
        << to_word(row.state) << " " << static_cast<int>(row.answer);
  }
}

TEST(PayoutReceiptTest, turns_come_less_and_less_often_and_end) {
  const std::array pauses{10s, 20s, 60s, 300s, 900s, 3'600s, 21'600s, 21'600s};
  for (int turns = 1; turns <= static_cast<int>(pauses.size()); ++turns) {
    const auto after = change_receipt(receipt_at(PayoutReceiptState::wanted, turns), ReceiptNews::fault,
                                      kReceiptNow, kNoJitter);
    EXPECT_EQ(after.state, PayoutReceiptState::wanted);
    EXPECT_EQ(*after.due_at - kReceiptNow, pauses.at(static_cast<std::size_t>(turns - 1))) << turns;
  }
  const auto last = change_receipt(receipt_at(PayoutReceiptState::applied, kReceiptTurnsMax),
                                   ReceiptNews::applied, kReceiptNow, kNoJitter);
  EXPECT_EQ(last.state, PayoutReceiptState::unavailable);
  EXPECT_FALSE(last.due_at.has_value());
}

// Whatever becomes of it: a worker that hangs or dies in every turn asks no oftener.
TEST(PayoutReceiptTest, a_turn_that_brings_no_news_counts_and_puts_the_next_one_off) {
  PayoutReceipt receipt = receipt_at(PayoutReceiptState::applied, 0);
  Instant last = kReceiptNow;
  for (int turns = 1; turns <= kReceiptTurnsMax; ++turns) {
    const auto known =
        change_receipt(receipt_at(PayoutReceiptState::applied, turns), ReceiptNews::fault, last, kNoJitter);
    receipt = begin_receipt_turn(receipt, last);
    EXPECT_EQ(receipt.turns, turns);
    ASSERT_TRUE(receipt.due_at.has_value()) << turns;
    if (turns < kReceiptTurnsMax) {
      EXPECT_EQ(receipt.due_at, known.due_at) << turns;
    }
    last = *receipt.due_at;
  }
  receipt = begin_receipt_turn(receipt, last);
  EXPECT_EQ(receipt.state, PayoutReceiptState::unavailable);
  EXPECT_EQ(receipt.turns, kReceiptTurnsMax);
  EXPECT_FALSE(receipt.due_at.has_value());
  EXPECT_FALSE(receipt.problem.empty());
}

TEST(PayoutReceiptTest, wechat_may_ask_us_to_wait_longer) {
  const auto after = change_receipt(receipt_at(PayoutReceiptState::wanted, 1), ReceiptNews::fault,
                                    kReceiptNow, kNoJitter, 2min);
  EXPECT_EQ(*after.due_at - kReceiptNow, 2min);
}

TEST(PayoutReceiptTest, after_five_refusals_there_is_none) {
  PayoutReceipt receipt = receipt_at(PayoutReceiptState::applied, 1);
  for (int refusals = 1; refusals < kReceiptRefusalsMax; ++refusals) {
    receipt = change_receipt(receipt, ReceiptNews::refused, kReceiptNow, kNoJitter);
    EXPECT_EQ(receipt.state, PayoutReceiptState::wanted);
    EXPECT_EQ(receipt.refusals, refusals);
    EXPECT_GE(*receipt.due_at - kReceiptNow, 10min);
  }
  receipt = change_receipt(receipt, ReceiptNews::refused, kReceiptNow, kNoJitter);
  EXPECT_EQ(receipt.state, PayoutReceiptState::unavailable);
  EXPECT_FALSE(receipt.due_at.has_value());
}

TEST(PayoutReceiptTest, archived_is_the_end_even_at_the_last_turn) {
  const auto after = change_receipt(receipt_at(PayoutReceiptState::applied, kReceiptTurnsMax),
                                    ReceiptNews::archived, kReceiptNow, kNoJitter);
  EXPECT_EQ(after.state, PayoutReceiptState::archived);
  EXPECT_EQ(after.archived_at, kReceiptNow);
  EXPECT_FALSE(after.due_at.has_value());
}

TEST(PayoutReceiptTest, words_are_read_back) {
  for (const auto state : {PayoutReceiptState::wanted, PayoutReceiptState::applied,
                           PayoutReceiptState::archived, PayoutReceiptState::unavailable}) {
    EXPECT_EQ(payout_receipt_state_from(to_word(state)), state);
  }
  EXPECT_FALSE(payout_receipt_state_from("made").has_value());
}

}  // namespace
}  // namespace fenrun
