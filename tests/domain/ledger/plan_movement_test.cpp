// What each movement does, as tables that a person of finance can read: one line for each movement of dealer
// 7, the expected outcome last: pending, available, held, disputed and owed afterwards, in fen, or the
// refusal.
#include "domain/ledger/plan_movement.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/domain/ledger/ledger_model.hpp"

namespace fenrun {
namespace {

constexpr DealerId kTableDealer{7};

std::string outcome_text(const testing::LedgerModel& model, std::string_view refusal) {
  if (!refusal.empty()) return std::string(refusal);
  const Balance& balance = model.balances().at(kTableDealer);
  std::ostringstream text;
  text << balance.pending.value << ' ' << balance.available.value << ' ' << balance.held.value << ' '
       << balance.disputed.value << ' ' << balance.owed.value;
  return text.str();
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// "claw_back  c1  40 | 60 0 0 0 0": the subject is "-" where the movement has none.
void run_line(testing::LedgerModel& model, const std::string& line, int number) {
  const auto bar = line.find('|');
  ASSERT_NE(bar, std::string::npos) << line;
  std::istringstream words(line.substr(0, bar));
  std::string kind;
  std::string subject;
  std::int64_t amount = 0;
  words >> kind >> subject >> amount;
  Movement movement;
  const auto known = movement_from(kind);
  ASSERT_TRUE(known) << line;
  movement.kind = *known;
  movement.dealer = kTableDealer;
  movement.amount = Fen{amount};
  movement.subject = subject == "-" ? "" : subject;
  movement.reference =
      kind == "accrue" || kind == "release" || kind == "hold" ? subject : "line" + std::to_string(number);
  EXPECT_EQ(outcome_text(model, model.post(movement)), trimmed(line.substr(bar + 1))) << line;
  EXPECT_EQ(model.trial_balance(), 0) << line;
  if (model.balances().contains(kTableDealer)) {
    EXPECT_EQ(model.recomputed(kTableDealer), model.balances().at(kTableDealer)) << line;
  }
}

void run_table(const char* table) {
  testing::LedgerModel model;
  std::istringstream lines(table);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (!trimmed(line).empty()) run_line(model, line, number);
  }
}

TEST(PlanMovementTest, commission_is_pending_then_available_then_withdrawn) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    accrue        c1  1000 | ledger.commission_exists
    accrue        c2   500 | 1500 0 0 0 0
    hold          w1     1 | ledger.available_short
    release       c1   999 | ledger.commission_short
    release       c1  1000 | 500 1000 0 0 0
    release       c1  1000 | ledger.commission_released
    release       c9     1 | ledger.commission_unknown
    hold          w1  1001 | ledger.available_short
    hold          w1   800 | 500 200 800 0 0
    hold          w1   100 | ledger.withdrawal_exists
    settle        w1   700 | 500 200 100 0 0
    withhold_tax  w1   101 | ledger.withdrawal_short
    withhold_tax  w1   100 | 500 200 0 0 0
    settle        w1     1 | ledger.withdrawal_short
  )");
}

TEST(PlanMovementTest, a_withdrawal_is_returned_or_paid_but_never_both) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    release       c1  1000 | 0 1000 0 0 0
    hold          w1   600 | 0 400 600 0 0
    hold          w2   400 | 0 0 1000 0 0
    return_hold   w1   600 | 0 600 400 0 0
    return_hold   w1   600 | ledger.withdrawal_short
    settle        w1     1 | ledger.withdrawal_short
    pay_offline   w2   400 | 0 600 0 0 0
    return_hold   w2     1 | ledger.withdrawal_short
    return_hold   w3     1 | ledger.withdrawal_unknown
  )");
}

TEST(PlanMovementTest, a_refund_before_release_takes_back_pending_money) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    accrue        c2   500 | 1500 0 0 0 0
    claw_back     c1   400 | 1100 0 0 0 0
    claw_back     c1   601 | ledger.commission_short
    release       c1  1000 | ledger.commission_short
    release       c1   600 | 500 600 0 0 0
    claw_back     c2   500 | 0 600 0 0 0
    claw_back     c2     1 | ledger.commission_short
    release       c2     1 | ledger.commission_short
  )");
}

TEST(PlanMovementTest, refund_after_release_takes_back_available_money) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    release       c1  1000 | 0 1000 0 0 0
    claw_back     c1   300 | 0 700 0 0 0
    claw_back     c1   700 | 0 0 0 0 0
    claw_back     c1     1 | ledger.commission_short
  )");
}

TEST(PlanMovementTest, what_the_balance_cannot_cover_is_owed_and_repaid_first) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    release       c1  1000 | 0 1000 0 0 0
    hold          w1   900 | 0 100 900 0 0
    settle        w1   900 | 0 100 0 0 0
    claw_back     c1  1000 | 0 0 0 0 900
    accrue        c2   500 | 500 0 0 0 900
    release       c2   500 | 0 0 0 0 400
    accrue        c3   600 | 600 0 0 0 400
    release       c3   600 | 0 200 0 0 0
    hold          w2   201 | ledger.available_short
  )");
}

TEST(PlanMovementTest, a_refund_during_a_withdrawal_makes_a_debt_that_the_returned_hold_repays) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    release       c1  1000 | 0 1000 0 0 0
    hold          w1  1000 | 0 0 1000 0 0
    claw_back     c1   250 | 0 0 1000 0 250
    return_hold   w1  1000 | 0 750 0 0 0
  )");
}

TEST(PlanMovementTest, a_debt_is_written_off_up_to_what_is_owed) {
  run_table(R"(
    accrue        c1   100 | 100 0 0 0 0
    release       c1   100 | 0 100 0 0 0
    hold          w1   100 | 0 0 100 0 0
    claw_back     c1   100 | 0 0 100 0 100
    write_off     -    101 | ledger.owed_short
    write_off     -     60 | 0 0 100 0 40
    write_off     -     40 | 0 0 100 0 0
    write_off     -      1 | ledger.owed_short
  )");
}

TEST(PlanMovementTest, a_dispute_freezes_exactly_the_disputed_fen) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    freeze        c1  1001 | ledger.commission_short
    freeze        c1   300 | 700 0 0 300 0
    release       c1  1000 | ledger.commission_short
    release       c1   700 | 0 700 0 300 0
    unfreeze      c1   301 | ledger.commission_short
    unfreeze      c1   100 | 0 800 0 200 0
    forfeit       c1   200 | 0 800 0 0 0
    claw_back     c1   801 | ledger.commission_short
    claw_back     c1   800 | 0 0 0 0 0
  )");
}

TEST(PlanMovementTest, frozen_money_of_a_pending_commission_goes_back_to_pending) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    freeze        c1  1000 | 0 0 0 1000 0
    unfreeze      c1  1000 | 1000 0 0 0 0
    release       c1  1000 | 0 1000 0 0 0
    hold          w1   400 | 0 600 400 0 0
    freeze        c1   601 | ledger.available_short
    freeze        c1   600 | 0 0 400 600 0
  )");
}

TEST(PlanMovementTest, a_clawback_takes_undisputed_money_first_then_its_own_frozen_money_then_makes_a_debt) {
  run_table(R"(
    accrue        c1  1000 | 1000 0 0 0 0
    accrue        c2   500 | 1500 0 0 0 0
    freeze        c1   400 | 1100 0 0 400 0
    freeze        c2   500 | 600 0 0 900 0
    claw_back     c1   700 | 0 0 0 800 0
    claw_back     c1   300 | 0 0 0 500 0
    unfreeze      c2   500 | 500 0 0 0 0
    release       c2   500 | 0 500 0 0 0
    freeze        c2   200 | 0 300 0 200 0
    hold          w1   300 | 0 0 300 200 0
    claw_back     c2   500 | 0 0 300 0 300
  )");
}

TEST(PlanMovementTest,
     a_clawback_of_more_than_the_undisputed_part_takes_frozen_money_although_more_is_available) {
  run_table(R"(
    accrue        c1   100 | 100 0 0 0 0
    accrue        c2  1000 | 1100 0 0 0 0
    release       c1   100 | 1000 100 0 0 0
    release       c2  1000 | 0 1100 0 0 0
    freeze        c1    40 | 0 1060 0 40 0
    claw_back     c1    80 | 0 1000 0 20 0
    unfreeze      c1    21 | ledger.commission_short
    unfreeze      c1    20 | 0 1020 0 0 0
  )");
}

TEST(PlanMovementTest, unfrozen_money_repays_a_debt_first) {
  run_table(R"(
    accrue        c1   500 | 500 0 0 0 0
    accrue        c2   500 | 1000 0 0 0 0
    release       c1   500 | 500 500 0 0 0
    release       c2   500 | 0 1000 0 0 0
    freeze        c2   500 | 0 500 0 500 0
    hold          w1   500 | 0 0 500 500 0
    claw_back     c1   200 | 0 0 500 500 200
    unfreeze      c2   500 | 0 300 500 0 0
  )");
}

TEST(PlanMovementTest, a_bill_locks_and_unlocks_company_money_only) {
  run_table(R"(
    accrue        c1   100 | 100 0 0 0 0
    lock          -    100 | 100 0 0 0 0
    unlock        -    100 | 100 0 0 0 0
  )");
}

TEST(PlanMovementTest, nobody_moves_the_money_of_another_dealer) {
  testing::LedgerModel model;
  EXPECT_EQ(model.post({MovementKind::accrue, "c1", kTableDealer, Fen{100}, "c1"}), "");
  EXPECT_EQ(model.post({MovementKind::release, "c1", DealerId{8}, Fen{100}, "c1"}), kSubjectOfAnother.code);
  EXPECT_EQ(model.post({MovementKind::claw_back, "r1", DealerId{8}, Fen{1}, "c1"}), kSubjectOfAnother.code);
  EXPECT_EQ(model.post({MovementKind::release, "c1", kTableDealer, Fen{100}, "c1"}), "");
  EXPECT_EQ(model.post({MovementKind::hold, "w1", kTableDealer, Fen{100}, "w1"}), "");
  EXPECT_EQ(model.post({MovementKind::settle, "b1", DealerId{8}, Fen{1}, "w1"}), kSubjectOfAnother.code);
}

TEST(PlanMovementTest, an_unbalanced_posting_cannot_be_written) {
  EXPECT_DEATH(Posting(Account::pending, Account::available, Fen{0}), "amount");
  EXPECT_DEATH(Posting(Account::pending, Account::available, Fen{-1}), "amount");
  EXPECT_DEATH(Posting(Account::pending, Account::pending, Fen{1}), "debit");
}

TEST(PlanMovementTest, an_unclaimed_share_has_an_account_of_its_own) {
  testing::LedgerModel model;
  EXPECT_EQ(model.post({MovementKind::keep_unclaimed, "l1", DealerId{}, Fen{70}, ""}), "");
  EXPECT_EQ(model.total(Account::unclaimed), -70);
  EXPECT_EQ(model.total(Account::commission), 70);
  EXPECT_EQ(model.post({MovementKind::return_unclaimed, "r1", DealerId{}, Fen{70}, ""}), "");
  EXPECT_EQ(model.total(Account::unclaimed), 0);
  EXPECT_EQ(model.total(Account::commission), 0);
}

}  // namespace
}  // namespace fenrun
