// Who dealers are to the tax office, on a real database: one number belongs to one dealer, whoever comes
// first.
#include "flows/tax/declare_taxpayer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "db/tax/taxpayer.hpp"
#include "flows/tax/taxed_together.hpp"
#include "tests/flows/withdrawal/withdrawal_world.hpp"

namespace fenrun::testing {
namespace {

class DeclareTaxpayerTest : public WithdrawalWorld {
 protected:
  static flows::DeclareTaxpayer command(DealerId dealer, char number) {
    return {dealer, "sealed name", "sealed number", std::string(32, number)};
  }
  static std::string declare(db::Connection& on, DealerId dealer, char number) {
    const auto done = on.transact(
        [&](db::Tx& tx) { return flows::declare_taxpayer(tx, command(dealer, number), kLedgerNow); });
    return done ? "declared" : std::string(done.error().code());
  }
  static std::set<DealerId> together(DealerId dealer) {
    return database().run(
        [&](db::Tx& tx) -> Result<std::set<DealerId>> { return flows::dealers_taxed_together(tx, dealer); });
  }
};

TEST_F(DeclareTaxpayerTest, of_many_who_give_one_number_at_once_one_has_it) {
  for (int round = 0; round < 3; ++round) {
    std::vector<DealerId> dealers;
    for (int i = 0; i < 12; ++i) dealers.push_back(dealer_with(Fen{0}));
    std::atomic<int> declared{0};
    std::atomic<int> taken{0};
    std::vector<std::thread> people;
    for (const DealerId dealer : dealers) {
      people.emplace_back([&, dealer] {
        db::Connection own(database().options());
        const std::string said = declare(own, dealer, static_cast<char>('A' + round));
        if (said == "declared") ++declared;
        if (said == "taxpayer.taken") ++taken;
      });
    }
    for (auto& one : people) one.join();
    EXPECT_EQ(declared, 1);
    EXPECT_EQ(taken, 11);
  }
}

TEST_F(DeclareTaxpayerTest, a_number_that_was_mended_is_free_again) {
  const DealerId one = dealer_with(Fen{0});
  const DealerId two = dealer_with(Fen{0});
  EXPECT_EQ(declare(connection(), one, 'x'), "declared");
  EXPECT_EQ(declare(connection(), two, 'x'), "taxpayer.taken");
  EXPECT_EQ(declare(connection(), one, 'y'), "declared");
  EXPECT_EQ(declare(connection(), two, 'x'), "declared");
  EXPECT_EQ(together(one), std::set<DealerId>{one});
  EXPECT_EQ(together(two), std::set<DealerId>{two});
  EXPECT_EQ(declare(connection(), DealerId{99'999'999}, 'z'), "dealer.not_found");
}

TEST_F(DeclareTaxpayerTest, the_dealers_of_a_person_whose_first_dealership_ended_count_together) {
  const DealerId first = dealer_with(Fen{0});
  const DealerId second = dealer_with(Fen{0});
  EXPECT_EQ(together(first), std::set<DealerId>{first});
  EXPECT_EQ(declare(connection(), first, 'p'), "declared");
  connection().run_script_statement("UPDATE dealer SET state = 'ended' WHERE id = " +
                                    std::to_string(first.value));
  EXPECT_EQ(declare(connection(), first, 'q'), "dealer.ended");
  EXPECT_EQ(declare(connection(), second, 'p'), "declared");
  EXPECT_EQ(together(second), (std::set<DealerId>{first, second}));
}

}  // namespace
}  // namespace fenrun::testing
