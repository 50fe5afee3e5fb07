#include "domain/dealer/ending.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

std::string ending_outcome(const EndingFacts& facts, std::string_view reason = "不再合作") {
  const Done done = decide_ending(facts, reason);
  return done ? "ended" : std::string(done.error().code());
}

TEST(EndingTest, a_dealership_ends_when_nobody_and_nothing_is_left) {
  struct Case {
    const char* what;
    EndingFacts facts;
    const char* outcome;
  };
  const auto active = DealerState::active;
  const auto money = [](Account account, std::int64_t fen) {
    Balance balance;
    balance.of(account) = Fen{fen};
    return balance;
  };
  const Case cases[] = {
      {"nothing left", {active, 0, false, {}, 0}, "ended"},
      {"suspended", {DealerState::suspended, 0, false, {}, 0}, "ended"},
      {"ended before", {DealerState::ended, 0, false, {}, 0}, "dealer.ended"},
      {"one below", {active, 1, false, {}, 0}, "dealer_ending.has_downline"},
      {"a withdrawal", {active, 0, true, {}, 0}, "dealer_ending.withdrawal_open"},
      {"held", {active, 0, false, money(Account::held, 1), 0}, "dealer_ending.withdrawal_open"},
      {"pending", {active, 0, false, money(Account::pending, 1), 0}, "dealer_ending.money_pending"},
      {"disputed", {active, 0, false, money(Account::disputed, 1), 0}, "dealer_ending.money_disputed"},
      {"available", {active, 0, false, money(Account::available, 1), 0}, "dealer_ending.money_available"},
      {"owed", {active, 0, false, money(Account::owed, 1), 0}, "dealer_ending.debt_owed"},
      {"customers", {active, 0, false, {}, kEndedCustomersMax}, "ended"},
      {"too many", {active, 0, false, {}, kEndedCustomersMax + 1}, "dealer_ending.too_many_customers"},
  };
  for (const Case& c : cases) EXPECT_EQ(ending_outcome(c.facts), c.outcome) << c.what;
}

TEST(EndingTest, refusals_come_in_order_of_precedence) {
  EndingFacts facts;
  facts.customers = kEndedCustomersMax + 1;
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.too_many_customers");
  facts.balance.owed = Fen{1};
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.debt_owed");
  facts.balance.available = Fen{1};
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.money_available");
  facts.balance.disputed = Fen{1};
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.money_disputed");
  facts.balance.pending = Fen{1};
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.money_pending");
  facts.has_open_withdrawal = true;
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.withdrawal_open");
  facts.children = 1;
  EXPECT_EQ(ending_outcome(facts), "dealer_ending.has_downline");
  facts.state = DealerState::ended;
  EXPECT_EQ(ending_outcome(facts), "dealer.ended");
  EXPECT_EQ(ending_outcome(facts, ""), "reason.invalid");
}

}  // namespace
}  // namespace fenrun
