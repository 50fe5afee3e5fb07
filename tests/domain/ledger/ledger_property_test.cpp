// Random movements: whatever is asked in whatever order, the accounts add up to zero, every balance
// is what its postings add up to, and no money is created by a refusal. The full count is a million
// (FENRUN_PROPERTY_SCALE, see commission/property.hpp); FENRUN_PROPERTY_SEED chooses them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <vector>

#include "tests/domain/commission/property.hpp"
#include "tests/domain/ledger/random_movements.hpp"

namespace fenrun::testing {
namespace {

void expect_projections_follow_the_journal(const LedgerModel& model) {
  std::map<DealerId, Balance> by_subject;
  for (const auto& [reference, money] : model.commissions()) {
    ASSERT_GE(money.free().value, 0) << reference;
    if (!money.is_released) by_subject[money.dealer].pending.value += money.free().value;
    by_subject[money.dealer].disputed.value += money.frozen.value;
  }
  for (const auto& [reference, money] : model.withdrawals()) {
    ASSERT_GE(money.open().value, 0) << reference;
    by_subject[money.dealer].held.value += money.open().value;
  }
  std::int64_t net = 0;
  for (const auto& [dealer, balance] : model.balances()) {
    if (!dealer.is_set()) continue;
    ASSERT_EQ(balance, model.recomputed(dealer)) << dealer.value;
    ASSERT_TRUE(is_within_bounds(balance)) << dealer.value;
    ASSERT_TRUE(balance.owed.value == 0 || balance.available.value == 0) << dealer.value;
    ASSERT_EQ(balance.pending, by_subject[dealer].pending) << dealer.value;
    ASSERT_EQ(balance.disputed, by_subject[dealer].disputed) << dealer.value;
    ASSERT_EQ(balance.held, by_subject[dealer].held) << dealer.value;
    net += balance.net().value;
  }
  std::int64_t company = 0;
  for (const AccountRow& row : chart_of_accounts()) {
    if (row.owner == Owner::company) company += model.total(row.account);
  }
  ASSERT_EQ(net, company) << "what we owe all dealers is what the company's accounts say";
}

TEST(LedgerPropertyTest, random_movements_add_up_to_zero_and_every_balance_follows_its_journal) {
  const char* given = std::getenv("FENRUN_PROPERTY_SEED");
  const std::uint64_t seed = given == nullptr ? std::random_device{}() : std::strtoull(given, nullptr, 10);
  const std::int64_t movements = std::max<std::int64_t>(property_count(1'000'000), 60'000);
  std::cout << "seed " << seed << ", " << movements << " movements\n";
  // Each subject is spoken of often enough to be paid out, and then clawed back into debt, within any run.
  RandomMovements random(seed,
                         static_cast<std::size_t>(std::clamp<std::int64_t>(movements / 400, 100, 4000)));
  LedgerModel model;
  std::map<std::string_view, std::int64_t> outcomes;
  std::map<MovementKind, std::int64_t> posted;
  for (std::int64_t done = 0; done < movements; ++done) {
    Movement movement = random.next();
    if (random.below(8) != 0) fit(movement, model, random);
    if (movement.kind == MovementKind::write_off && random.below(2) == 0) fit_write_off(movement, model);
    const Balance before = model.recomputed(movement.dealer);
    const std::string_view refusal = model.post(movement);
    ++outcomes[refusal];
    if (refusal.empty()) ++posted[movement.kind];
    ASSERT_EQ(model.trial_balance(), 0) << done;
    if (refusal.empty()) {
      ASSERT_EQ(model.recomputed(movement.dealer), model.balances().at(movement.dealer)) << done;
    } else {
      ASSERT_EQ(model.recomputed(movement.dealer), before) << done << ' ' << refusal;
    }
    // What has come to its end makes room for a new one of the same name.
    const auto ended = model.commissions().find(movement.subject);
    if (ended != model.commissions().end()) {
      const CommissionMoney& money = ended->second;
      const bool is_over = money.frozen.value == 0 && (money.is_released || money.free().value == 0);
      if (is_over && random.below(4) == 0) model.forget(movement.subject);
    }
    const auto paid = model.withdrawals().find(movement.subject);
    if (paid != model.withdrawals().end() && paid->second.open().value == 0) model.forget(movement.subject);
    if (done % 10'000 == 0) expect_projections_follow_the_journal(model);
  }
  expect_projections_follow_the_journal(model);
  for (const auto& [refusal, count] : outcomes) {
    std::cout << (refusal.empty() ? "posted" : refusal) << ": " << count << '\n';
  }
  for (const MovementRow& row : legal_movements()) EXPECT_GT(posted[row.kind], 0) << row.word;
  EXPECT_GT(outcomes[""], movements / 4);
  EXPECT_GT(model.total(Account::bad_debt), 0) << "no debt was ever made and written off";
}

}  // namespace
}  // namespace fenrun::testing
