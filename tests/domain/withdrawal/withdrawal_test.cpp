#include "domain/withdrawal/withdrawal.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fenrun {
namespace {

TEST(WithdrawalStateTest, every_event_in_every_state_does_what_the_grid_says) {
  // Columns: requested review approved_1 approved paying paid returned rejected cancelled expired.
  constexpr std::string_view kStateLetters = "qv1apPRJCE";
  struct Row {
    WithdrawalEvent event;
    std::string_view states;
  };
  // clang-format off
  constexpr Row kRows[] = {
      {WithdrawalEvent::put_in_review,    "v-v-------"},
      {WithdrawalEvent::approve_in_part,  "111-------"},
      {WithdrawalEvent::approve,          "aaa-------"},
      {WithdrawalEvent::expire_approvals, "--qq------"},
      {WithdrawalEvent::begin_payout,     "---p------"},
      {WithdrawalEvent::pay,              "----P-----"},
      {WithdrawalEvent::give_back,        "----R-----"},
      {WithdrawalEvent::reissue,          "----a-----"},
      {WithdrawalEvent::reject,           "JJJJ------"},
      {WithdrawalEvent::cancel,           "CCC-------"},
      {WithdrawalEvent::expire,           "EEE-------"},
  };
  // clang-format on
  ASSERT_EQ(std::size(kRows), std::size(kWithdrawalEvents));
  for (const Row& row : kRows) {
    std::string found;
    for (const WithdrawalState from : kWithdrawalStates) {
      const auto to = move_withdrawal(from, row.event);
      found += to ? kStateLetters[static_cast<std::size_t>(*to)] : '-';
      if (!to) {
        EXPECT_TRUE(to.refused_with(kWithdrawalStateConflict));
      }
    }
    EXPECT_EQ(found, row.states) << static_cast<int>(row.event);
  }
}

TEST(WithdrawalStateTest, words_lead_back_and_open_states_hold_money) {
  for (const WithdrawalState state : kWithdrawalStates) {
    EXPECT_EQ(withdrawal_state_from(to_word(state)), state);
  }
  EXPECT_FALSE(withdrawal_state_from("done"));
  EXPECT_TRUE(is_open(WithdrawalState::paying));
  EXPECT_FALSE(is_open(WithdrawalState::paid));
}

std::string refusal(const Done& done) { return done ? "ok" : std::string(done.error().code()); }

TEST(WithdrawalAmountTest, limits_of_one_withdrawal_and_of_the_day) {
  WithdrawalTerms terms;
  terms.min = Fen{100};
  terms.max = Fen{20'000};
  terms.day_max = Fen{50'000};
  terms.day_count_max = 3;
  struct Row {
    std::int64_t gross;
    WithdrawalDay day;
    std::string outcome;
  };
  const Row rows[] = {
      {99, {}, "withdrawal.amount_low"},
      {0, {}, "withdrawal.amount_low"},
      {-5, {}, "withdrawal.amount_low"},
      {100, {}, "ok"},
      {20'000, {}, "ok"},
      {20'001, {}, "withdrawal.amount_high"},
      {20'000, {Fen{30'000}, 2}, "ok"},
      {20'000, {Fen{30'001}, 2}, "withdrawal.day_full"},
      {100, {Fen{300}, 3}, "withdrawal.day_full"},
      {INT64_MAX, {Fen{300}, 3}, "withdrawal.amount_high"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(check_withdrawal_amount(Fen{row.gross}, row.day, terms)), row.outcome) << row.gross;
  }
}

// Row 12 of the peers' defects: 5 % of 10.00 to 19.99.
TEST(WithdrawalAmountTest, fee_tax_and_net_add_up_to_the_fen) {
  WithdrawalTerms terms;
  terms.fee_ppm = 50'000;
  for (std::int64_t gross = 1'000; gross < 2'000; ++gross) {
    const auto amounts = split_withdrawal(Fen{gross}, Fen{7}, false, terms);
    ASSERT_TRUE(amounts);
    EXPECT_EQ(amounts->fee.value, gross / 20);
    EXPECT_EQ(amounts->fee.value + amounts->tax.value + amounts->net.value, gross);
  }
}

TEST(WithdrawalAmountTest, what_is_left_must_be_transferable_and_may_need_a_name) {
  WithdrawalTerms terms;
  terms.fee_fixed = Fen{91};
  struct Row {
    std::int64_t gross;
    bool has_name;
    std::string outcome;
  };
  const Row rows[] = {
      {91, false, "withdrawal.nothing_left"},
      {100, false, "withdrawal.nothing_left"},
      {101, false, "10"},
      {200'090, false, "199999"},
      {200'091, false, "withdrawal.name_needed"},
      {200'091, true, "200000"},
  };
  for (const Row& row : rows) {
    const auto amounts = split_withdrawal(Fen{row.gross}, Fen{0}, row.has_name, terms);
    EXPECT_EQ(amounts ? std::to_string(amounts->net.value) : std::string(amounts.error().code()),
              row.outcome);
  }
  EXPECT_TRUE(split_withdrawal(Fen{200}, Fen{109}, false, terms).refused_with(kWithdrawalNothingLeft));
}

TEST(WithdrawalReasonTest, a_reason_is_one_line) {
  EXPECT_EQ(refusal(check_withdrawal_reason("")), "withdrawal.reason_invalid");
  EXPECT_EQ(refusal(check_withdrawal_reason("资料不全")), "ok");
  EXPECT_EQ(refusal(check_withdrawal_reason(std::string(201, 'a'))), "withdrawal.reason_invalid");
}

}  // namespace
}  // namespace fenrun
