// Which postings a figure is made of, and what each adds to it.
#include "domain/ledger/movement_filter.hpp"

#include <gtest/gtest.h>

namespace fenrun {
namespace {

const std::vector<Posting> kPostings{{Account::commission, Account::pending, Fen{100}},
                                     {Account::pending, Account::available, Fen{30}},
                                     {Account::held, Account::tax, Fen{7}},
                                     {Account::held, Account::in_flight, Fen{50}}};

MovementFilter by(std::optional<Account> account, std::optional<Flow> flow = std::nullopt) {
  MovementFilter filter;
  filter.account = account;
  filter.flow = flow;
  return filter;
}

TEST(MovementFilter, an_account_counts_on_the_side_on_which_it_grows) {
  EXPECT_EQ(counted(by(Account::pending), kPostings, Fen{1}), Fen{70}) << "a liability: credits less debits";
  EXPECT_EQ(counted(by(Account::commission), kPostings, Fen{1}), Fen{100})
      << "an expense: debits less credits";
  EXPECT_EQ(counted(by(Account::held), kPostings, Fen{1}), Fen{-57});
  EXPECT_EQ(counted(by(Account::bank), kPostings, Fen{1}), Fen{0});
}

TEST(MovementFilter, a_flow_counts_as_statements_count_it) {
  MoneyFlows flows;
  for (const Posting& one : kPostings) count_flow(flows, one.debit(), one.credit(), one.amount());
  EXPECT_EQ(counted(by({}, Flow::earned), kPostings, Fen{1}), flows.earned);
  EXPECT_EQ(counted(by({}, Flow::withdrawn), kPostings, Fen{1}), flows.withdrawn);
  EXPECT_EQ(counted(by({}, Flow::tax), kPostings, Fen{1}), flows.tax);
  EXPECT_EQ(flows.withdrawn, Fen{50});
  EXPECT_EQ(counted(by(Account::held, Flow::tax), kPostings, Fen{1}), Fen{-7}) << "of both";
  EXPECT_EQ(counted(by({}), kPostings, Fen{100}), Fen{100}) << "of neither: the movement's amount";
}

TEST(MovementFilter, the_pairs_of_a_filter_are_those_that_fit_it) {
  EXPECT_EQ(fitting_pairs(by(Account::bank)).size(), 2 * (chart_of_accounts().size() - 1));
  EXPECT_EQ(fitting_pairs(by({}, Flow::earned)),
            (std::vector<std::pair<Account, Account>>{{Account::commission, Account::pending}}));
  EXPECT_TRUE(fitting_pairs(by(Account::bank, Flow::earned)).empty());
}

}  // namespace
}  // namespace fenrun
