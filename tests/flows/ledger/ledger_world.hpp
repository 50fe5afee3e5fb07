// The ledger on a real database, and a checker that knows nothing of the program: it adds up rows.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "db/journal/journal.hpp"
#include "db/journal/sheet.hpp"
#include "flows/ledger/post.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {

inline constexpr Instant kLedgerNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};

class LedgerWorld : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    // The migrations wrote this row, and emptying leaves it.
    connection().run_script_statement(
        "REPLACE INTO ledger_seal_place (id, last_seal, last_mac) VALUES (1, 0, REPEAT(CHAR(0), 32))");
  }

  // "posted", "repeated", or the code of the refusal.
  static std::string post(const std::vector<Movement>& movements, Instant now = kLedgerNow) {
    return post_on(connection(), movements, now);
  }
  static std::string post_on(db::Connection& connection, const std::vector<Movement>& movements,
                             Instant now = kLedgerNow) {
    const auto outcome = connection.transact([&](db::Tx& tx) { return flows::post(tx, movements, now); });
    if (!outcome) return std::string(outcome.error().code());
    return outcome->posted > 0 ? "posted" : "repeated";
  }

  static Balance balance(DealerId dealer) {
    return database().run(
        [&](db::Tx& tx) -> Result<Balance> { return db::find_sheet(tx, sheet_of(dealer)).balance; });
  }

  static std::int64_t count(db::Sql sql) {
    return database().run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }

  // Rows that contradict each other; 0 in healthy books.
  static std::int64_t contradictions() {
    return count(
               // a sheet that is not what its postings add up to
               "SELECT COUNT(*) FROM ledger_sheet s LEFT JOIN (SELECT sheet, "
               "SUM((credit='pending')*amount_fen - (debit='pending')*amount_fen) pending, "
               "SUM((credit='available')*amount_fen - (debit='available')*amount_fen) available, "
               "SUM((credit='held')*amount_fen - (debit='held')*amount_fen) held, "
               "SUM((credit='disputed')*amount_fen - (debit='disputed')*amount_fen) disputed, "
               "SUM((debit='owed')*amount_fen - (credit='owed')*amount_fen) owed "
               "FROM posting GROUP BY sheet) p ON p.sheet = s.sheet WHERE "
               "(COALESCE(p.pending, 0), COALESCE(p.available, 0), COALESCE(p.held, 0), COALESCE(p.disputed, "
               "0), "
               "COALESCE(p.owed, 0)) <> (pending_fen, available_fen, held_fen, disputed_fen, owed_fen)") +
           count(
               // a sheet that is not at its newest movement
               "SELECT COUNT(*) FROM ledger_sheet s WHERE s.number <> "
               "(SELECT COUNT(*) FROM journal_txn t WHERE t.sheet = s.sheet) OR s.number <> "
               "(SELECT COALESCE(MAX(t.number), 0) FROM journal_txn t WHERE t.sheet = s.sheet)") +
           count(
               // pending and disputed money that is no commission's
               "SELECT COUNT(*) FROM ledger_sheet s LEFT JOIN (SELECT dealer_id, "
               "SUM((state = 'pending') * (earned_fen - clawed_back_fen - frozen_fen)) pending, "
               "SUM(frozen_fen) disputed FROM commission_money GROUP BY dealer_id) c ON c.dealer_id = "
               "s.sheet "
               "WHERE s.sheet > 0 AND (COALESCE(c.pending, 0) <> s.pending_fen "
               "OR COALESCE(c.disputed, 0) <> s.disputed_fen)") +
           count(
               // held money that is no withdrawal's
               "SELECT COUNT(*) FROM ledger_sheet s LEFT JOIN (SELECT dealer_id, SUM(held_fen - "
               "resolved_fen) held "
               "FROM withdrawal_money GROUP BY dealer_id) w ON w.dealer_id = s.sheet "
               "WHERE s.sheet > 0 AND COALESCE(w.held, 0) <> s.held_fen");
  }
};

}  // namespace fenrun::testing
