// One byte, one bit or one NULL changed anywhere in the ledger's tables is found. The columns are those that
// the schema has: a new one is changed too, or stands below with the reason why nothing can tell.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "db/dealer/dealer.hpp"
#include "domain/commission/explanation.hpp"
#include "flows/ledger/statement.hpp"
#include "tests/flows/ledger/verified_world.hpp"

namespace fenrun::testing {
namespace {

constexpr std::array kLedgerTables{"journal_txn",  "posting",          "ledger_sheet",
                                   "ledger_seal",  "ledger_seal_head", "ledger_seal_place",
                                   "ledger_total", "commission_money", "withdrawal_money",
                                   "statement",    "commission"};

const std::map<std::string, std::string> kNothingCanTell{
    {"commission_money.id", "a number without meaning"},
    {"statement.closed_at",
     "a note of when; no figure comes from it, and before the month's end it is found"},
    {"commission.order_id", "held by share_of_a_sale and the order's lines, of docs/books.md"},
    {"commission.line_id", "likewise"},
    {"commission.product_id", "for sums by product; the line has it too"},
};

struct TableColumn {
  std::string name;
  std::string type;  // "bigint", "varchar" …
};

// Another value of the type: one bit of text and bytes, a microsecond, 64.
std::string changed(const TableColumn& column) {
  const std::string& it = column.name;
  if (column.type == "datetime")
    return "COALESCE(" + it + " + INTERVAL 1 MICROSECOND, TIMESTAMP'2026-11-21 00:00:00')";
  if (column.type == "varchar" || column.type == "char")
    return "CONCAT(LEFT(" + it + ", CHAR_LENGTH(" + it + ") - 1), CHAR(ASCII(RIGHT(" + it + ", 1)) ^ 16))";
  if (column.type == "binary")
    return "CONCAT(LEFT(" + it + ", LENGTH(" + it + ") - 1), CHAR(ASCII(RIGHT(" + it + ", 1)) ^ 1))";
  if (it.starts_with("is_")) return "1 - " + it;
  return it + " + 64";
}

Dealer verified_dealer(DealerId id) {
  Dealer dealer;
  dealer.id = id;
  dealer.public_id = "01J0000000000000000000" + std::to_string(1000 + id.value);
  dealer.consumer_id = ConsumerId{id.value};
  dealer.level = 1;
  dealer.tier_id = TierId{1};
  dealer.name = "经销商";
  dealer.joined_at = kLedgerNow - std::chrono::days(60);
  return dealer;
}

class VerifyColumns : public VerifiedWorld {
 protected:
  static constexpr Instant kHoldEnds = kLedgerNow + std::chrono::days(17);

  // Beside what the world has: a dispute, a settlement, two closed months, and the commissions themselves.
  void SetUp() override {
    VerifiedWorld::SetUp();
    const Instant december{std::chrono::sys_days{std::chrono::year{2026} / 12 / 1}};
    ASSERT_EQ(post({flows::accrue("c4", DealerId{8}, Fen{50}, kHoldEnds),
                    {MovementKind::freeze, "d1", DealerId{8}, Fen{30}, "c4"},
                    flows::claw_back("r4", "c4", DealerId{8}, Fen{40}),
                    flows::settle("b1", "w1", kVerified, Fen{100})}),
              "posted");
    for (const DealerId id : {kVerified, DealerId{8}}) {
      close_november(id, december);
      ASSERT_EQ(post({flows::accrue("c" + std::to_string(id.value), id, Fen{9})}, december), "posted");
    }
    run_sql("SET SESSION sql_mode = ''");
    database().overlook_checks();
    run_sql(
        "INSERT INTO sale_order (id, received_at, hold_ends_at) VALUES (40, '2026-12-01 00:00:00', "
        "'2026-12-08 00:00:00')");
    for (const auto& [id, dealer, fen, taken] : {std::array<int, 4>{1, 7, 1000, 900},
                                                 {2, 8, 70, 0},
                                                 {3, 7, 3, 0},
                                                 {4, 8, 50, 40},
                                                 {7, 7, 9, 0},
                                                 {8, 8, 9, 0}}) {
      insert_commission(id, DealerId{dealer}, Fen{fen}, Fen{taken});
    }
  }
  // With it goes what the session was told to overlook (on MySQL the schema stays without its checks).
  void TearDown() override { connection().close(); }

  static void close_november(DealerId id, Instant now) {
    database().run([&](db::Tx& tx) -> Result<bool> {
      EXPECT_TRUE(db::insert_dealer(tx, verified_dealer(id)));
      EXPECT_TRUE(flows::statement_of(tx, verified_dealer(id), month_of(kLedgerNow), now));
      return true;
    });
  }
  static void insert_commission(int id, DealerId dealer, Fen fen, Fen taken) {
    Explanation it;
    it.plan_number = 1;
    it.rule_number = 1;
    it.base_fen = Fen{fen.value * 10};
    it.rate = Ppm{100'000};
    it.upline = {dealer};
    it.tier = TierId{1};
    it.paid_at = kLedgerNow;
    database().run([&](db::Tx& tx) -> Result<bool> {
      tx.execute(
          "INSERT INTO commission (id, order_id, line_id, dealer_id, level, plan_number, product_id, "
          "tier_id, "
          "base_fen, amount_fen, clawed_back_fen, state, explanation, paid_at) VALUES "
          "(?,?,?,?,1,1,1,1,?,?,?,'pending',?,?)",
          {id, id * 10, id, dealer, it.base_fen, fen, taken, to_text(it), it.paid_at});
      return true;
    });
  }

  static std::string said() {
    return database().run([](db::Tx& tx) -> Result<std::string> { return verdict(tx); });
  }
  static std::vector<TableColumn> columns_of(const std::string& table) {
    return database().run([&](db::Tx& tx) -> Result<std::vector<TableColumn>> {
      std::vector<TableColumn> columns;
      for (const db::Row& row :
           tx.all("SELECT CAST(column_name AS CHAR), CAST(data_type AS CHAR) FROM information_schema.columns "
                  "WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position",
                  {table})) {
        columns.push_back({row.text(0), row.text(1)});
      }
      return columns;
    });
  }
  // "sheet = '7' AND number = '2'" of each row. The rows go through a table of the session, because only a
  // literal can be asked.
  static std::vector<std::string> places_of(const std::string& table) {
    run_sql("DROP TEMPORARY TABLE IF EXISTS place");
    run_sql("CREATE TEMPORARY TABLE place (text VARCHAR(500))");
    run_sql("INSERT INTO place SELECT " + key_of(table) + " FROM " + table);
    return database().run([&](db::Tx& tx) -> Result<std::vector<std::string>> {
      std::vector<std::string> places;
      for (const db::Row& row : tx.all("SELECT text FROM place")) places.push_back(row.text(0));
      return places;
    });
  }
  static std::string key_of(const std::string& table) {
    return database().run([&](db::Tx& tx) -> Result<std::string> {
      return tx
          .one(
              "SELECT CAST(CONCAT('CONCAT_WS(\\' AND \\', ', GROUP_CONCAT(CONCAT('CONCAT(\\'', column_name, "
              "' = \\', QUOTE(', column_name, '))')), ')') AS CHAR) FROM information_schema.statistics "
              "WHERE table_schema = DATABASE() AND table_name = ? AND index_name = 'PRIMARY'",
              {table})
          ->text(0);
    });
  }
  // What is said after one value was changed; nothing of it stays.
  static std::string after_change(const std::string& table, const TableColumn& column,
                                  const std::string& place) {
    run_sql("START TRANSACTION");
    run_sql("UPDATE " + table + " SET " + column.name + " = " + changed(column) + " WHERE " + place);
    const std::string found = said();
    run_sql("ROLLBACK");
    return found;
  }
};

TEST_F(VerifyColumns, one_changed_value_in_any_row_and_column_is_found) {
  ASSERT_EQ(said(), "");
  int changes = 0;
  for (const std::string table : kLedgerTables) {
    const auto columns = columns_of(table);
    ASSERT_FALSE(columns.empty()) << table;
    for (const TableColumn& column : columns) {
      if (kNothingCanTell.contains(table + "." + column.name)) continue;
      const auto places = places_of(table);
      ASSERT_FALSE(places.empty()) << table;
      for (const std::string& place : places) {
        EXPECT_NE(after_change(table, column, place), "") << table << "." << column.name << " of " << place;
        ++changes;
      }
    }
  }
  std::cout << changes << " changes\n";
  EXPECT_EQ(said(), "");
}

// Tiers have holds of their own, so a day more or less within the order's hold proves nothing.
TEST_F(VerifyColumns, a_share_is_due_some_whole_days_after_the_receipt_and_within_the_hold) {
  const auto after_moving = [](const std::string& by) {
    run_sql("START TRANSACTION");
    run_sql("UPDATE commission_money SET matures_at = matures_at + INTERVAL " + by +
            " WHERE reference = 'c4'");
    const std::string found = said();
    run_sql("ROLLBACK");
    return found;
  };
  EXPECT_EQ(after_moving("-1 DAY"), "");
  EXPECT_NE(after_moving("-1 SECOND"), "");
  EXPECT_NE(after_moving("-8 DAY"), "") << "before the receipt";
  EXPECT_NE(after_moving("1 DAY"), "") << "after the hold";
}

TEST_F(VerifyColumns, what_nothing_can_tell_is_still_in_the_schema) {
  for (const auto& [name, reason] : kNothingCanTell) {
    const std::size_t dot = name.find('.');
    bool is_there = false;
    for (const TableColumn& column : columns_of(name.substr(0, dot)))
      is_there = is_there || column.name == name.substr(dot + 1);
    EXPECT_TRUE(is_there) << name << ": " << reason;
  }
}

}  // namespace
}  // namespace fenrun::testing
