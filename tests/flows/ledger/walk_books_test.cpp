// The walk through the chains in bites: what it counts, where it stops, and the log of what staff did.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "db/audit/audit.hpp"
#include "tests/flows/ledger/verified_world.hpp"

namespace fenrun::testing {
namespace {

class WalkBooksTest : public VerifiedWorld {
 protected:
  void SetUp() override {
    VerifiedWorld::SetUp();
    run_sql("UPDATE audit_head SET last_id = 0, last_hash = REPEAT(CHAR(0), 32)");
    database().run([](db::Tx& tx) -> Result<bool> {
      for (const char* const action : {"one", "two", "three"}) note_deed(tx, action);
      return true;
    });
  }
  static void note_deed(db::Tx& tx, const char* action) {
    db::AuditEntry entry;
    entry.at = kLedgerNow;
    entry.actor_role = "program";
    entry.action = action;
    db::append_audit(tx, entry);
  }
  // Of the walk after the statement, which is undone.
  static std::string place_after(const db::Sql& statement, const flows::BooksBite& bite = {}) {
    std::string place = "nowhere";
    const Done undone = connection().transact([&](db::Tx& tx) -> Done {
      EXPECT_GT(tx.execute(statement), 0U) << statement.text();
      if (const auto fault = walked(tx, {}, bite).fault) place = flows::place_of(*fault);
      return kUndo;
    });
    EXPECT_TRUE(undone.refused_with(kUndo));
    return place;
  }
};

TEST_F(WalkBooksTest, everything_is_read_once) {
  const auto walk = database().run([](db::Tx& tx) -> Result<flows::BooksWalk> { return walked(tx); });
  EXPECT_FALSE(walk.fault) << flows::place_of(*walk.fault) << walk.fault->what;
  EXPECT_EQ(walk.entries, 3);
  EXPECT_EQ(walk.sheets, 3);
  EXPECT_EQ(walk.movements, 7);
  EXPECT_EQ(walk.seals, 2);
}

TEST_F(WalkBooksTest, the_first_fault_is_named_by_its_place) {
  EXPECT_EQ(place_after("UPDATE audit_log SET action = 'four' WHERE action = 'two'"),
            "entry 2 of the audit log");
  EXPECT_EQ(place_after("DELETE FROM audit_log WHERE action = 'two'"), "entry 2 of the audit log");
  EXPECT_EQ(place_after("DELETE FROM audit_log WHERE action = 'three'"), "entry 3 of the audit log");
  EXPECT_EQ(place_after("UPDATE posting SET amount_fen = 1001 WHERE sheet = 7 AND number = 2"),
            "movement 2 of sheet 7");
  EXPECT_EQ(place_after("UPDATE ledger_seal SET mac = CONCAT(CHAR(1), SUBSTR(mac, 2)) WHERE number = 1"),
            "seal 1");
}

// The thief knows the program: rows go together, and what is left follows from end to end.
TEST_F(WalkBooksTest, what_was_cut_off_whole_is_shown_by_what_knew_of_it) {
  EXPECT_EQ(place_after("DELETE journal_txn, posting, ledger_sheet, commission_money FROM ledger_sheet "
                        "JOIN journal_txn ON journal_txn.sheet = ledger_sheet.sheet "
                        "JOIN posting ON posting.sheet = ledger_sheet.sheet "
                        "JOIN commission_money ON commission_money.dealer_id = ledger_sheet.sheet "
                        "WHERE ledger_sheet.sheet = 8"),
            "movement 1 of sheet 8");
  EXPECT_EQ(place_after("DELETE FROM ledger_sheet WHERE sheet = 8"), "movement 1 of sheet 8");
  EXPECT_EQ(place_after("DELETE FROM ledger_seal WHERE number = 2"), "seal 2");
  // Back to what it was before the clawback, and the journal goes on.
  EXPECT_EQ(
      place_after(
          "UPDATE ledger_sheet s JOIN journal_txn t ON t.sheet = 7 AND t.number = 3 SET s.number = 3, "
          "s.sealed_number = 3, s.hash = t.hash, s.pending_fen = t.pending_fen, s.owed_fen = t.owed_fen, "
          "s.owed_since = NULL, s.available_fen = t.available_fen, s.held_fen = t.held_fen "
          "WHERE s.sheet = 7"),
      "movement 4 of sheet 7");
}

// Each thing alone, and the movements of a company's sheet one by one.
TEST_F(WalkBooksTest, the_size_of_the_bites_changes_nothing) {
  std::vector<Movement> unclaimed;
  for (int i = 0; i < 40; ++i)
    unclaimed.push_back(flows::keep_unclaimed("k" + std::to_string(i), Fen{1 + i}));
  ASSERT_EQ(post(unclaimed), "posted");
  const flows::BooksBite small{1, 1, 1, 1, 1};
  const auto counts_of = [](const flows::BooksWalk& walk) {
    return std::vector{walk.entries, walk.sheets, walk.movements, walk.seals, walk.commissions};
  };
  const auto [whole, bitten] =
      database().run([&](db::Tx& tx) -> Result<std::pair<flows::BooksWalk, flows::BooksWalk>> {
        return std::pair(walked(tx), walked(tx, {}, small));
      });
  EXPECT_FALSE(whole.fault);
  EXPECT_FALSE(bitten.fault) << flows::place_of(*bitten.fault) << bitten.fault->what;
  EXPECT_EQ(counts_of(bitten), counts_of(whole));
  EXPECT_EQ(whole.movements, 7 + 40);

  const db::Sql changes[] = {
      "UPDATE posting SET amount_fen = amount_fen + 1 WHERE sheet < 0 AND number = 2",
      "DELETE FROM journal_txn WHERE sheet < 0 AND number = 3",
      "UPDATE ledger_sheet SET hash = REPEAT('h', 32) WHERE sheet < 0 AND number > 2",
      "UPDATE ledger_sheet SET number = number + 1 WHERE sheet < 0 AND number > 2",
      "DELETE FROM ledger_sheet WHERE sheet < -1 ORDER BY sheet LIMIT 1",
  };
  for (const db::Sql& change : changes) {
    const auto place = place_after(change);
    EXPECT_NE(place, "nowhere") << change.text();
    EXPECT_EQ(place_after(change, small), place) << change.text();
  }
}

// The log's head says how long it is; whoever writes on while the walk goes on lengthens it for the next one.
TEST_F(WalkBooksTest, entries_that_come_meanwhile_do_not_disturb_it) {
  flows::BooksWalk walk;
  database().run([&](db::Tx& tx) -> Result<bool> {
    flows::walk_books(tx, seal_key(), walk, flows::BooksBite{2});
    note_deed(tx, "four");
    walk = walked(tx, walk);
    return true;
  });
  EXPECT_FALSE(walk.fault);
  EXPECT_EQ(walk.entries, 4);
}

}  // namespace
}  // namespace fenrun::testing
