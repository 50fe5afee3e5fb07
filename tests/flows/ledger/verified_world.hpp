// Books with a release, a withdrawal, a clawback, two seals and a movement that is not sealed yet, and what
// verification says of them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "flows/ledger/seal_ledger.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "flows/ledger/walk_books.hpp"
#include "tests/flows/ledger/ledger_world.hpp"

namespace fenrun::testing {

inline constexpr DealerId kVerified{7};
inline constexpr ErrorCode kUndo{ErrorKind::refused, "test.undo", "", ""};

inline crypto::Key256 seal_key() {
  crypto::Key256 key{};
  key.fill(9);
  return key;
}

// The whole walk in one transaction, as the bites that a job takes.
inline flows::BooksWalk walked(db::Tx& tx, flows::BooksWalk walk = {}, const flows::BooksBite& bite = {}) {
  while (walk.part != flows::BooksPart::none) flows::walk_books(tx, seal_key(), walk, bite);
  return walk;
}

// "" or "SHEET/NUMBER what".
inline std::string verdict(db::Tx& tx) {
  const auto text = [](SheetId sheet, std::int64_t number, const std::string& what) {
    return std::to_string(sheet.value) + "/" + std::to_string(number) + " " + what;
  };
  if (const auto fault = walked(tx).fault) return text(fault->sheet, fault->number, fault->what);
  if (const auto fault = flows::verify_rest(tx)) return text(fault->sheet, fault->number, fault->what);
  return "";
}

class VerifiedWorld : public LedgerWorld {
 protected:
  void SetUp() override {
    LedgerWorld::SetUp();
    ASSERT_EQ(post({flows::accrue("c1", kVerified, Fen{1000}),
                    {MovementKind::release, "c1", kVerified, Fen{1000}, "c1"},
                    flows::hold("w1", kVerified, Fen{600}),
                    flows::accrue("c2", DealerId{8}, Fen{70}),
                    flows::keep_unclaimed("u1", Fen{5})}),
              "posted");
    ASSERT_EQ(seal().sheets, 3);
    ASSERT_EQ(post({flows::claw_back("r1", "c1", kVerified, Fen{900})}), "posted");
    ASSERT_EQ(seal().sheets, 1);
    ASSERT_EQ(post({flows::accrue("c3", kVerified, Fen{3})}), "posted");
  }

  static void run_sql(const std::string& statement) { connection().run_script_statement(statement); }

  static flows::SealBite seal() {
    return database().run([](db::Tx& tx) {
      return flows::seal_ledger(tx, seal_key(), kLedgerNow + std::chrono::minutes(1), 10);
    });
  }

  // What verification says after the statements; nothing of them stays.
  static std::string after(std::initializer_list<db::Sql> statements) {
    std::string said;
    const Done undone = connection().transact([&](db::Tx& tx) -> Done {
      std::uint64_t rows = 0;
      for (const db::Sql& statement : statements) rows += tx.execute(statement);
      EXPECT_GT(rows, 0U) << "the statement changed nothing: " << statements.begin()->text();
      said = verdict(tx);
      return kUndo;
    });
    EXPECT_TRUE(undone.refused_with(kUndo));
    return said;
  }
};

}  // namespace fenrun::testing
