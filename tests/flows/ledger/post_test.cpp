#include "flows/ledger/post.hpp"

#include <gtest/gtest.h>

#include "tests/flows/ledger/ledger_world.hpp"

namespace fenrun::testing {
namespace {

using flows::accrue;
using flows::claw_back;

constexpr DealerId kAnna{7};
constexpr DealerId kBo{8};

Movement release_of(const std::string& commission, DealerId dealer, std::int64_t fen) {
  return {MovementKind::release, commission, dealer, Fen{fen}, commission};
}

class PostTest : public LedgerWorld {};

TEST_F(PostTest, commission_is_pending_then_available_and_the_sheet_says_so) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000}), accrue("c2", kBo, Fen{500}),
                  flows::keep_unclaimed("l1:3", Fen{70})}),
            "posted");
  EXPECT_EQ(balance(kAnna), (Balance{Fen{1000}, {}, {}, {}, {}}));
  EXPECT_EQ(balance(kBo), (Balance{Fen{500}, {}, {}, {}, {}}));
  EXPECT_EQ(post({release_of("c1", kAnna, 1000)}), "posted");
  EXPECT_EQ(balance(kAnna), (Balance{{}, Fen{1000}, {}, {}, {}}));
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(PostTest, repeating_a_movement_changes_nothing) {
  const std::vector<Movement> sale{accrue("c1", kAnna, Fen{1000}), accrue("c2", kBo, Fen{500}),
                                   flows::keep_unclaimed("l1:3", Fen{70})};
  EXPECT_EQ(post(sale), "posted");
  EXPECT_EQ(post(sale), "repeated");
  EXPECT_EQ(post({release_of("c1", kAnna, 1000)}), "posted");
  EXPECT_EQ(post({claw_back("refund1:c1", "c1", kAnna, Fen{400})}), "posted");
  // The balance is another one by now; the repeat is still the same movement.
  EXPECT_EQ(post({claw_back("refund1:c1", "c1", kAnna, Fen{400})}), "repeated");
  EXPECT_EQ(post(sale), "repeated");
  EXPECT_EQ(post({release_of("c1", kAnna, 1000)}), "repeated");
  EXPECT_EQ(balance(kAnna), (Balance{{}, Fen{600}, {}, {}, {}}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_txn"), 5);
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(PostTest, a_repeat_that_says_something_else_is_refused_and_changes_nothing) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000})}), "posted");
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1001})}), "ledger.movement_reused");
  EXPECT_EQ(post({accrue("c1", kBo, Fen{1000})}), "ledger.movement_reused");
  EXPECT_EQ(post({accrue("c9", kBo, Fen{1}), accrue("c1", kBo, Fen{1000})}), "ledger.movement_reused");
  EXPECT_EQ(post({accrue("c2", kAnna, Fen{1000}), claw_back("r1", "c1", kAnna, Fen{1})}), "posted");
  EXPECT_EQ(post({claw_back("r1", "c2", kAnna, Fen{1})}), "ledger.movement_reused");
  EXPECT_EQ(balance(kAnna), (Balance{Fen{1999}, {}, {}, {}, {}}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM ledger_sheet WHERE number > 0"), 1);
}

TEST_F(PostTest, one_refused_movement_refuses_them_all) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000}), flows::hold("w1", kAnna, Fen{1})}),
            "ledger.available_short");
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000}), accrue("c1 ", kAnna, Fen{1})}), "ledger.movement_invalid");
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_txn"), 0);
  EXPECT_EQ(post({}), "repeated");
}

TEST_F(PostTest, movements_of_one_post_follow_each_other) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000}),
                  release_of("c1", kAnna, 1000),
                  claw_back("r1", "c1", kAnna, Fen{300}),
                  flows::hold("w1", kAnna, Fen{700}),
                  flows::settle("b1", "w1", kAnna, Fen{690}),
                  {MovementKind::withhold_tax, "w1", kAnna, Fen{10}, "w1"}}),
            "posted");
  EXPECT_EQ(balance(kAnna), Balance{});
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(PostTest, what_is_owed_is_repaid_first_and_known_since_when) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000}), release_of("c1", kAnna, 1000),
                  flows::hold("w1", kAnna, Fen{1000}), flows::settle("b1", "w1", kAnna, Fen{1000})}),
            "posted");
  EXPECT_EQ(post({claw_back("r1", "c1", kAnna, Fen{600})}, kLedgerNow + std::chrono::hours(1)), "posted");
  EXPECT_EQ(post({claw_back("r2", "c1", kAnna, Fen{400})}, kLedgerNow + std::chrono::hours(2)), "posted");
  EXPECT_EQ(balance(kAnna), (Balance{{}, {}, {}, {}, Fen{1000}}));
  const auto sheet =
      database().run([](db::Tx& tx) -> Result<db::Sheet> { return db::find_sheet(tx, sheet_of(kAnna)); });
  EXPECT_EQ(sheet.owed_since, kLedgerNow + std::chrono::hours(1));
  EXPECT_EQ(post({accrue("c2", kAnna, Fen{1500}), release_of("c2", kAnna, 1500)}), "posted");
  EXPECT_EQ(balance(kAnna), (Balance{{}, Fen{500}, {}, {}, {}}));
  EXPECT_EQ(count("SELECT COUNT(*) FROM ledger_sheet WHERE owed_since IS NOT NULL"), 0);
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(PostTest, time_never_goes_back_on_a_sheet) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000})}, kLedgerNow + std::chrono::hours(1)), "posted");
  EXPECT_EQ(post({accrue("c2", kAnna, Fen{500})}, kLedgerNow), "posted");
  const auto before = [](Instant instant) {
    return database().run(
        [&](db::Tx& tx) -> Result<Balance> { return db::balance_before(tx, sheet_of(kAnna), instant); });
  };
  const Instant later = kLedgerNow + std::chrono::hours(1);
  EXPECT_EQ(before(kLedgerNow), Balance{});
  EXPECT_EQ(before(later), Balance{});
  EXPECT_EQ(before(later + std::chrono::microseconds(1)), (Balance{Fen{1500}, {}, {}, {}, {}}));
}

TEST_F(PostTest, the_journal_pages_backwards_with_its_postings_and_its_chain_holds) {
  for (int n = 1; n <= 7; ++n) {
    EXPECT_EQ(post({accrue("c" + std::to_string(n), kAnna, Fen{n})}), "posted");
  }
  std::vector<std::int64_t> numbers;
  std::string expected_hash;
  for (PageRequest request{0, 3};;) {
    const auto page = database().run([&](db::Tx& tx) -> Result<Page<db::JournalTxn>> {
      return db::list_journal(tx, sheet_of(kAnna), request);
    });
    for (const db::JournalTxn& txn : page.items) {
      numbers.push_back(txn.number);
      ASSERT_EQ(txn.postings.size(), 1U);
      EXPECT_EQ(txn.postings[0].amount().value, txn.number);
      EXPECT_EQ(db::hash_of(txn), txn.hash);
      EXPECT_TRUE(expected_hash.empty() || txn.hash == expected_hash) << txn.number;
      expected_hash = txn.hash_previous;
    }
    if (page.next == 0) break;
    request.after = page.next;
  }
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(expected_hash, std::string(32, '\0'));
}

TEST_F(PostTest, the_database_itself_refuses_what_the_program_must_never_write) {
  EXPECT_EQ(post({accrue("c1", kAnna, Fen{1000})}), "posted");
  const auto refused = [](const std::string& statement) {
    try {
      connection().run_script_statement(statement);
      return false;
    } catch (const db::DatabaseError&) {
      return true;
    }
  };
  EXPECT_TRUE(refused("UPDATE ledger_sheet SET available_fen = -1"));
  EXPECT_TRUE(refused("UPDATE ledger_sheet SET pending_fen = -1"));
  EXPECT_TRUE(refused("UPDATE ledger_sheet SET held_fen = -1"));
  EXPECT_TRUE(refused("UPDATE ledger_sheet SET owed_fen = 5"));
  EXPECT_TRUE(refused("INSERT INTO posting VALUES (7, 1, 2, 'pending', 'available', 0)"));
  EXPECT_TRUE(refused("INSERT INTO posting VALUES (7, 1, 2, 'pending', 'available', -5)"));
  EXPECT_TRUE(refused("INSERT INTO posting VALUES (7, 1, 2, 'pending', 'pending', 5)"));
  EXPECT_TRUE(refused("INSERT INTO posting VALUES (7, 1, 2, 'pending', 'pocket', 5)"));
  EXPECT_TRUE(refused("UPDATE commission_money SET clawed_back_fen = 1001"));
  EXPECT_TRUE(refused("UPDATE commission_money SET frozen_fen = 1001"));
}

}  // namespace
}  // namespace fenrun::testing
