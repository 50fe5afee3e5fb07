#include "wechat/emulator/core/pay/fund_book.hpp"

#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>
#include <random>

#include "base/random.hpp"

namespace fenrun::emulator::pay {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

constexpr Instant kFundNoon{seconds(1'772'424'000)};  // 2026-03-02T12:00:00+08:00

Business fund_purpose(std::string business_no) {
  return {"商家转账", "商家转账", std::move(business_no), "V1", ""};
}

TEST(FundBook, a_movement_changes_the_two_parts_of_its_account_and_no_other) {
  struct Case {
    Movement movement;
    Balance after;
  };
  // Each begins with 1,000 available and 500 locked and moves 100.
  const Case cases[] = {
      {Movement::credit, {1'100, 500}}, {Movement::debit, {900, 500}},        {Movement::lock, {900, 600}},
      {Movement::unlock, {1'100, 400}}, {Movement::pay_locked, {1'000, 400}},
  };
  for (const auto& [movement, after] : cases) {
    FundBook book;
    ASSERT_TRUE(book.top_up(Account::operation, 1'500, "T", kFundNoon));
    ASSERT_TRUE(book.lock(Account::operation, 500, fund_purpose("B"), kFundNoon));
    switch (movement) {
      case Movement::credit:
        book.credit(Account::operation, 100, fund_purpose("B"), kFundNoon);
        break;
      case Movement::debit:
        EXPECT_TRUE(book.debit(Account::operation, 100, fund_purpose("B"), kFundNoon));
        break;
      case Movement::lock:
        EXPECT_TRUE(book.lock(Account::operation, 100, fund_purpose("B"), kFundNoon));
        break;
      case Movement::unlock:
        book.unlock(Account::operation, 100, fund_purpose("B"), kFundNoon);
        break;
      case Movement::pay_locked:
        book.pay_locked(Account::operation, 100, fund_purpose("B"), kFundNoon);
        break;
    }
    EXPECT_EQ(book.balance(Account::operation), after) << name_of(movement);
    EXPECT_EQ(book.balance(Account::basic), Balance{}) << name_of(movement);
    EXPECT_EQ(book.entries().back().movement, movement);
    EXPECT_EQ(book.entries().back().after, after);
  }
}

TEST(FundBook, more_than_is_available_is_refused_and_leaves_no_entry) {
  FundBook book;
  book.top_up(Account::basic, 100, "T", kFundNoon);
  EXPECT_FALSE(book.debit(Account::basic, 101, fund_purpose("B"), kFundNoon));
  EXPECT_FALSE(book.lock(Account::basic, 101, fund_purpose("B"), kFundNoon));
  EXPECT_FALSE(book.top_up(Account::basic, -101, "T", kFundNoon));
  EXPECT_FALSE(book.debit(Account::operation, 1, fund_purpose("B"), kFundNoon)) << "another account";
  EXPECT_EQ(book.entries().size(), 1U);
  EXPECT_TRUE(book.lock(Account::basic, 100, fund_purpose("B"), kFundNoon));
  EXPECT_FALSE(book.debit(Account::basic, 1, fund_purpose("B"), kFundNoon))
      << "locked money is not available";
}

TEST(FundBookDeathTest, locked_money_leaves_once_and_only_under_its_number) {
  FundBook book;
  book.top_up(Account::operation, 1'000, "T", kFundNoon);
  book.lock(Account::operation, 300, fund_purpose("A"), kFundNoon);
  book.lock(Account::operation, 300, fund_purpose("B"), kFundNoon);
  book.pay_locked(Account::operation, 300, fund_purpose("A"), kFundNoon);
  EXPECT_EQ(book.locked_under(Account::operation, "A"), 0);
  EXPECT_EQ(book.locked_under(Account::operation, "B"), 300);
  EXPECT_DEATH(book.pay_locked(Account::operation, 300, fund_purpose("A"), kFundNoon), "found");
  EXPECT_DEATH(book.unlock(Account::operation, 301, fund_purpose("B"), kFundNoon), "found");
  EXPECT_DEATH(book.credit(Account::operation, 0, fund_purpose("B"), kFundNoon), "amount > 0");
}

TEST(FundBook, a_day_begins_at_midnight_in_beijing) {
  const auto midnight = start_of(*parse_day("2026-03-03"));
  FundBook book;
  book.top_up(Account::basic, 10, "1", midnight - std::chrono::microseconds(1));
  book.top_up(Account::basic, 20, "2", midnight);
  book.top_up(Account::operation, 40, "3", midnight);
  const auto before = *parse_day("2026-03-02");
  ASSERT_EQ(book.entries_on(before, Account::basic).size(), 1U);
  EXPECT_EQ(book.entries_on(before, Account::basic)[0]->amount, 10);
  ASSERT_EQ(book.entries_on(before + days(1), Account::basic).size(), 1U);
  EXPECT_EQ(book.entries_on(before + days(1), Account::basic)[0]->amount, 20);
  EXPECT_EQ(book.balance_at_end_of(before - days(1), Account::basic), Balance{});
  EXPECT_EQ(book.balance_at_end_of(before, Account::basic), (Balance{10, 0}));
  EXPECT_EQ(book.balance_at_end_of(before, Account::operation), Balance{});
  EXPECT_EQ(book.balance_at_end_of(before + days(9), Account::basic), (Balance{30, 0}));
  EXPECT_EQ(book.balance_at_end_of(before + days(9), Account::operation), (Balance{40, 0}));
}

// The reader of the entries alone comes to the balances of the book.
Balance replayed(const FundBook& book, Account account) {
  Balance sum;
  for (const auto& entry : book.entries()) {
    if (entry.account != account) continue;
    if (entry.movement == Movement::credit || entry.movement == Movement::unlock)
      sum.available += entry.amount;
    if (entry.movement == Movement::debit || entry.movement == Movement::lock) sum.available -= entry.amount;
    if (entry.movement == Movement::lock) sum.locked += entry.amount;
    if (entry.movement == Movement::unlock || entry.movement == Movement::pay_locked)
      sum.locked -= entry.amount;
  }
  return sum;
}

TEST(FundBook, entries_add_up_to_the_balances_after_every_random_step) {
  const auto seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  SeededRandom random(seed);
  FundBook book;
  Instant now = kFundNoon;
  for (const auto account : kAccounts) book.top_up(account, 2'000, "T", now);
  for (int step = 0; step < 1'500; ++step) {
    now += seconds(random.below(4'000));
    const auto account = kAccounts[random.below(kAccounts.size())];
    const auto amount = static_cast<Fen>(random.below(900)) + 1;
    const auto number = std::to_string(random.below(5));
    const auto before = book.balance(account);
    const auto locked = book.locked_under(account, number);
    bool is_done = true;
    switch (random.below(5)) {
      case 0:
        book.credit(account, amount, fund_purpose(number), now);
        break;
      case 1:
        is_done = book.debit(account, amount, fund_purpose(number), now);
        EXPECT_EQ(is_done, amount <= before.available);
        break;
      case 2:
        is_done = book.lock(account, amount, fund_purpose(number), now);
        EXPECT_EQ(is_done, amount <= before.available);
        break;
      case 3:
        if (locked > 0) book.unlock(account, std::min(amount, locked), fund_purpose(number), now);
        break;
      default:
        if (locked > 0) book.pay_locked(account, std::min(amount, locked), fund_purpose(number), now);
        break;
    }
    for (const auto any : kAccounts) ASSERT_EQ(book.balance(any), replayed(book, any)) << "step " << step;
    if (!is_done) {
      EXPECT_EQ(book.balance(account), before) << "step " << step;
    }
    ASSERT_EQ(static_cast<std::size_t>(book.entries().back().number), book.entries().size());
  }
  std::size_t shown = 0;
  for (auto day = day_of(kFundNoon); day <= day_of(now); day += days(1)) {
    for (const auto account : kAccounts) shown += book.entries_on(day, account).size();
  }
  EXPECT_EQ(shown, book.entries().size()) << "every entry is of one day";
}

TEST(BeijingTime, texts_of_days_and_times) {
  EXPECT_EQ(to_bill_time(kFundNoon), "2026-03-02 12:00:00");
  EXPECT_EQ(to_bill_time(kFundNoon - hours(12) + seconds(61)), "2026-03-02 00:01:01");
  EXPECT_EQ(to_digits(day_of(kFundNoon)), "20260302");
  EXPECT_EQ(to_text(month_of(*parse_day("2024-02-29"))), "2024-02-01");
  for (const auto* text :
       {"", "2026-3-2", "2026-02-29", "2026-13-01", "2026/03/02", "2026-03-0x", "-026-03-02"})
    EXPECT_FALSE(parse_day(text)) << text;
}

TEST(Yuan, fen_are_written_as_decimal_yuan) {
  const std::map<Fen, std::string> cases = {{0, "0.00"},   {1, "0.01"},
                                            {10, "0.10"},  {12'345, "123.45"},
                                            {-5, "-0.05"}, {100'000'000'000, "1000000000.00"}};
  for (const auto& [fen, text] : cases) EXPECT_EQ(to_yuan(fen), text);
  EXPECT_EQ(fee_of(10'000, 60), 60);
  EXPECT_EQ(fee_of(83, 60), 0);
  EXPECT_EQ(fee_of(84, 60), 1) << "0.504 fen";
}

}  // namespace
}  // namespace fenrun::emulator::pay
