// Random movements of every kind on the real database: in the end each balance, each commission and each
// account is what a model in memory says, and verification finds nothing. The full count is 20,000
// (FENRUN_PROPERTY_SCALE, see tests/domain/commission/property.hpp).
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "db/journal/subject.hpp"
#include "tests/domain/commission/property.hpp"
#include "tests/domain/ledger/random_movements.hpp"
#include "tests/flows/ledger/verified_world.hpp"
#include "tests/support/seed.hpp"

namespace fenrun::testing {
namespace {

class RandomLedgerTest : public LedgerWorld {
 protected:
  // Those that the model accepts, in lots as stories post them: so many, and on until each kind was among
  // them.
  void post_random(std::int64_t movements, RandomMovements& random) {
    std::vector<Movement> lot;
    const auto is_enough = [&] {
      return posted_ >= movements && (kinds_.size() == legal_movements().size() || posted_ >= 5 * movements);
    };
    while (!is_enough()) {
      Movement movement = random.next();
      if (random.below(8) != 0) fit(movement, model_, random);
      if (movement.kind == MovementKind::write_off && random.below(2) == 0) fit_write_off(movement, model_);
      if (!references_.emplace(movement.kind, movement.reference).second) continue;
      if (!model_.post(movement).empty()) {
        references_.erase({movement.kind, movement.reference});
        continue;
      }
      ++posted_;
      kinds_.insert(movement.kind);
      lot.push_back(movement);
      if (lot.size() < 1 + random.below(60) && !is_enough()) continue;
      ASSERT_EQ(post(lot), "posted");
      lot.clear();
    }
  }

  void expect_what_the_model_says() const {
    for (const auto& [dealer, balance] : model_.balances()) {
      if (!dealer.is_set()) continue;
      EXPECT_EQ(LedgerWorld::balance(dealer), balance) << dealer.value;
    }
    for (const auto& entry : model_.commissions()) {
      const auto& reference = entry.first;
      const auto& money = entry.second;
      const auto row = database().run(
          [&](db::Tx& tx) -> Result<db::CommissionRow> { return *db::find_commission(tx, reference); });
      EXPECT_EQ(row.money, money) << reference;
    }
    const auto totals =
        database().run([](db::Tx& tx) -> Result<db::Totals> { return db::journal_totals(tx); });
    for (const AccountRow& row : chart_of_accounts()) {
      const auto found = totals.find(row.account);
      EXPECT_EQ(found == totals.end() ? 0 : found->second, model_.total(row.account)) << row.word;
    }
  }

  LedgerModel model_;
  std::set<std::pair<MovementKind, std::string>> references_;
  std::set<MovementKind> kinds_;
  std::int64_t posted_ = 0;
};

TEST_F(RandomLedgerTest, every_kind_of_movement_leaves_what_the_model_says) {
  const std::int64_t movements = std::max<std::int64_t>(property_count(20'000), 3'000);
  RandomMovements random(test_seed(), static_cast<std::size_t>(movements / 5));
  post_random(movements, random);
  EXPECT_EQ(kinds_.size(), legal_movements().size()) << "not every kind was posted";
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_txn"), posted_);
  expect_what_the_model_says();
  while (!database()
              .run([](db::Tx& tx) { return flows::seal_ledger(tx, seal_key(), kLedgerNow, 100); })
              .is_done) {
  }
  EXPECT_EQ(database().run([](db::Tx& tx) -> Result<std::string> { return verdict(tx); }), "");
  EXPECT_EQ(contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
