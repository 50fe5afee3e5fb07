// Whoever changes one byte of the books, or cuts their end off, is found, and where.
#include <gtest/gtest.h>

#include "tests/flows/ledger/verified_world.hpp"

namespace fenrun::testing {
namespace {

class VerifyTest : public VerifiedWorld {};

TEST_F(VerifyTest, healthy_books_verify) {
  const std::string said = database().run([](db::Tx& tx) -> Result<std::string> { return verdict(tx); });
  EXPECT_EQ(said, "");
  EXPECT_EQ(contradictions(), 0);
}

TEST_F(VerifyTest, what_was_changed_is_located) {
  struct Case {
    db::Sql change;
    const char* located;
  };
  const Case cases[] = {
      {"UPDATE journal_txn SET sheet = 6 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET number = 9 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET kind = 'unlock' WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET reference = 'c5' WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET subject = 'c2' WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET amount_fen = 1001 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET at = '2026-11-21 00:00:00.000001' WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET pending_fen = 1 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET available_fen = 1001 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET held_fen = 1 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET disputed_fen = 1 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET owed_fen = 1 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE journal_txn SET hash_previous = CONCAT(CHAR(1), SUBSTR(hash_previous, 2)) WHERE sheet = 7 AND "
       "number = 1",
       "7/1"},
      {"UPDATE journal_txn SET hash = CONCAT(SUBSTR(hash, 1, 31), CHAR(1)) WHERE sheet = 7 AND number = 2",
       "7/2"},
      {"UPDATE posting SET sheet = 6 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE posting SET number = 9 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE posting SET leg = 2 WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE posting SET debit = 'held' WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE posting SET credit = 'held' WHERE sheet = 7 AND number = 2", "7/2"},
      {"UPDATE posting SET amount_fen = 1001 WHERE sheet = 7 AND number = 2", "7/2"},
      {"DELETE FROM posting WHERE sheet = 7 AND number = 4 AND leg = 1", "7/4"},
      {"DELETE FROM posting WHERE sheet = 7 AND number = 4 AND leg = 2", "7/4"},
      {"DELETE FROM journal_txn WHERE sheet = 7 AND number = 3", "7/3"},
      {"DELETE FROM journal_txn WHERE sheet = 8", "8/1"},
      {"UPDATE ledger_sheet SET sheet = 6 WHERE sheet = 7", "6/1"},
      {"UPDATE ledger_sheet SET number = 4 WHERE sheet = 7", "7/4"},
      {"UPDATE ledger_sheet SET number = 6 WHERE sheet = 7", "7/6"},
      {"UPDATE ledger_sheet SET hash = CONCAT(CHAR(1), SUBSTR(hash, 2)) WHERE sheet = 8", "8/1"},
      {"UPDATE ledger_sheet SET pending_fen = 71 WHERE sheet = 8", "8/1"},
      {"UPDATE ledger_sheet SET available_fen = 1 WHERE sheet = 8", "8/1"},
      {"UPDATE ledger_sheet SET held_fen = 1 WHERE sheet = 8", "8/1"},
      {"UPDATE ledger_sheet SET disputed_fen = 1 WHERE sheet = 8", "8/1"},
      {"UPDATE ledger_seal SET at = '2026-11-21 00:00:00.000001' WHERE number = 1", "0/1"},
      {"UPDATE ledger_seal SET heads_hash = CONCAT(CHAR(1), SUBSTR(heads_hash, 2)) WHERE number = 1", "0/1"},
      {"UPDATE ledger_seal SET mac_previous = CONCAT(CHAR(1), SUBSTR(mac_previous, 2)) WHERE number = 1",
       "0/1"},
      {"UPDATE ledger_seal SET mac = CONCAT(CHAR(1), SUBSTR(mac, 2)) WHERE number = 1", "0/1"},
      {"UPDATE ledger_seal SET number = 9 WHERE number = 1", "0/1"},
      {"UPDATE ledger_seal_head SET sheet = 6 WHERE seal = 1 AND sheet = 7", "0/1"},
      {"UPDATE ledger_seal_head SET number = 2 WHERE seal = 1 AND sheet = 7", "0/1"},
      {"UPDATE ledger_seal_head SET hash = CONCAT(CHAR(1), SUBSTR(hash, 2)) WHERE seal = 1 AND sheet = 7",
       "0/1"},
      {"UPDATE ledger_seal_head SET seal = 2 WHERE seal = 1 AND sheet = 8", "0/1"},
      {"UPDATE commission_money SET earned_fen = 71 WHERE reference = 'c2'", "8/1"},
      {"UPDATE commission_money SET clawed_back_fen = 899 WHERE reference = 'c1'", "7/1"},
      {"UPDATE commission_money SET dealer_id = 8 WHERE reference = 'c1'", "7/1"},
      {"UPDATE commission_money SET state = 'released' WHERE reference = 'c3'", "7/5"},
      {"UPDATE commission_money SET reference = 'c9' WHERE reference = 'c1'", "7/1"},
      {"DELETE FROM commission_money WHERE reference = 'c1'", "7/1"},
      {"INSERT INTO commission_money SELECT 99, 'c9', 8, 5, 0, 0, 'released', NULL, at FROM ledger_seal "
       "WHERE number = 1",
       "8/0"},
      {"UPDATE withdrawal_money SET resolved_fen = 1 WHERE reference = 'w1'", "7/3"},
      {"DELETE FROM withdrawal_money WHERE reference = 'w1'", "7/3"},
      {"UPDATE ledger_sheet SET at = '2026-11-30 16:00:00' WHERE sheet = 7", "7/5"},
      {"UPDATE ledger_sheet SET owed_since = '2026-11-21 00:00:00.000001' WHERE sheet = 7", "7/5"},
      {"UPDATE ledger_sheet SET is_unsealed = 0 WHERE sheet = 7", "7/4"},
      {"UPDATE ledger_sheet SET sealed_number = 3 WHERE sheet = 7", "7/3"},
      {"UPDATE ledger_seal SET heads = 4 WHERE number = 1", "0/1"},
      {"UPDATE ledger_total SET amount_fen = amount_fen + 1 WHERE account = 'held'", "0/2"},
      {"UPDATE ledger_seal_place SET last_seal = 1", "0/2"},
      {"UPDATE ledger_seal_place SET last_mac = REPEAT('m', 32)", "0/2"},
      {"DELETE FROM ledger_seal_place", "0/2"},
  };
  for (const Case& c : cases) {
    const std::string said = after({c.change});
    EXPECT_EQ(said.substr(0, said.find(' ')), c.located) << c.change.text() << "\n  said: " << said;
  }
}

// The thief knows the program: the sheet's row goes back with the journal, and every hash fits.
TEST_F(VerifyTest, a_cut_tail_is_shown_by_the_seal) {
  EXPECT_EQ(
      after({"DELETE FROM journal_txn WHERE sheet = 8", "DELETE FROM posting WHERE sheet = 8",
             "DELETE FROM commission_money WHERE dealer_id = 8", "DELETE FROM ledger_sheet WHERE sheet = 8"}),
      "8/1 was sealed and is gone or changed");
  EXPECT_EQ(
      after({"UPDATE ledger_sheet s JOIN journal_txn t ON t.sheet = 7 AND t.number = 3 SET s.number = 3, "
             "s.sealed_number = 3, s.hash = t.hash, s.pending_fen = t.pending_fen, s.owed_fen = t.owed_fen, "
             "s.owed_since = NULL, s.available_fen = t.available_fen WHERE s.sheet = 7",
             "UPDATE commission_money SET clawed_back_fen = 0 WHERE reference = 'c1'",
             "DELETE FROM commission_money WHERE reference = 'c3'",
             "DELETE FROM journal_txn WHERE sheet = 7 AND number > 3",
             "DELETE FROM posting WHERE sheet = 7 AND number > 3"}),
      "7/4 was sealed and is gone or changed");
}

TEST_F(VerifyTest, a_seal_that_was_cut_off_or_made_with_another_key_is_shown) {
  EXPECT_EQ(after({"DELETE FROM ledger_seal WHERE number = 2"}), "0/2 is not the newest, or is gone");
  EXPECT_EQ(after({"DELETE FROM ledger_seal WHERE number = 1"}), "0/1 is missing");
  EXPECT_EQ(after({"UPDATE ledger_seal SET mac = REPEAT('m', 32) WHERE number = 2"}),
            "0/2 was not made with our key");
}

TEST_F(VerifyTest, the_minutes_check_names_what_was_changed_since_the_last_seal_and_does_not_seal_it) {
  run_sql("UPDATE posting SET amount_fen = 4 WHERE sheet = 7 AND number = 5");
  const flows::SealBite bite = seal();
  EXPECT_EQ(bite.sheets, 0);
  ASSERT_EQ(bite.faults.size(), 1U);
  EXPECT_EQ(bite.faults[0], (flows::LedgerFault{sheet_of(kVerified), 5, "was changed"}));
  run_sql("UPDATE posting SET amount_fen = 3 WHERE sheet = 7 AND number = 5");
  EXPECT_EQ(seal().sheets, 1);
  EXPECT_TRUE(seal().is_done);
}

TEST_F(VerifyTest, sheets_that_stay_unsealed_do_not_keep_those_behind_them_waiting) {
  ASSERT_EQ(post({flows::accrue("c4", DealerId{8}, Fen{4})}), "posted");
  run_sql("UPDATE posting SET amount_fen = 4 WHERE sheet = 7 AND number = 5");
  const auto seal_one = [](SheetId after) {
    return database().run([&](db::Tx& tx) {
      return flows::seal_ledger(tx, seal_key(), kLedgerNow + std::chrono::minutes(2), 1, after);
    });
  };
  const flows::SealBite first = seal_one(flows::kBeforeAllSheets);
  EXPECT_EQ(first.sheets, 0);
  EXPECT_FALSE(first.is_done);
  ASSERT_EQ(first.faults.size(), 1U);
  EXPECT_EQ(seal_one(first.faults.back().sheet).sheets, 1);
}

// The sheet does not begin anew, and the others are sealed.
TEST_F(VerifyTest, the_minutes_check_names_the_movement_that_was_sealed_last_when_it_is_gone) {
  ASSERT_EQ(post({flows::accrue("c4", DealerId{8}, Fen{4})}), "posted");
  run_sql("CREATE TEMPORARY TABLE kept AS SELECT * FROM journal_txn WHERE sheet = 7 AND number = 4");
  run_sql("DELETE FROM journal_txn WHERE sheet = 7 AND number = 4");
  for (const int sealed : {1, 0}) {
    const flows::SealBite bite = seal();
    EXPECT_EQ(bite.sheets, sealed);
    ASSERT_EQ(bite.faults.size(), 1U);
    EXPECT_EQ(bite.faults[0], (flows::LedgerFault{sheet_of(kVerified), 4, "is missing"}));
  }
  run_sql("INSERT INTO journal_txn SELECT * FROM kept");
  run_sql("DROP TEMPORARY TABLE kept");
  EXPECT_EQ(seal().sheets, 1);
}

TEST_F(VerifyTest, the_minutes_check_names_the_movement_whose_word_it_cannot_read) {
  ASSERT_EQ(post({flows::accrue("c4", kVerified, Fen{4}), flows::accrue("c5", kVerified, Fen{5}),
                  flows::accrue("c6", kVerified, Fen{6})}),
            "posted");
  database().overlook_checks();
  run_sql("UPDATE posting SET debit = 'nothing' WHERE sheet = 7 AND number = 7");
  flows::SealBite bite = seal();
  ASSERT_EQ(bite.faults.size(), 1U);
  EXPECT_EQ(bite.faults[0].number, 7) << bite.faults[0].what;
  run_sql("UPDATE posting SET debit = 'commission' WHERE sheet = 7 AND number = 7");
  EXPECT_EQ(seal().sheets, 1);
  ASSERT_EQ(post({flows::accrue("c7", kVerified, Fen{7})}), "posted");
  run_sql("UPDATE posting SET credit = 'nothing' WHERE sheet = 7 AND number = 8");
  bite = seal();
  ASSERT_EQ(bite.faults.size(), 1U) << "the one that was sealed last";
  EXPECT_EQ(bite.faults[0].number, 8) << bite.faults[0].what;
}

TEST_F(VerifyTest, the_folded_trial_balance_is_that_of_the_journal) {
  EXPECT_EQ(seal().sheets, 1);
  const auto [folded, whole] =
      database().run([](db::Tx& tx) -> Result<std::pair<db::Totals, flows::TrialBalance>> {
        return std::pair(db::sealed_totals(tx), flows::trial_balance(tx));
      });
  EXPECT_EQ(folded, whole.journal);
  EXPECT_EQ(whole.sum(), 0);
  EXPECT_EQ(whole.difference(), 0);
  EXPECT_EQ(whole.journal.at(Account::commission), 1000 + 70 + 5 - 900 + 3);
  EXPECT_EQ(whole.journal.at(Account::owed), 500);
  EXPECT_EQ(whole.journal.at(Account::unclaimed), -5);
}

}  // namespace
}  // namespace fenrun::testing
