// The server's own account, with the rights that deploy/accounts.sh gives it: it can post, and cannot
// rewrite.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>

#include "tests/flows/ledger/ledger_world.hpp"
#include "tests/support/environment.hpp"

namespace fenrun::testing {
namespace {

// The journal, what closed months said, and the rules that made each share: with a column of each.
constexpr std::pair<const char*, const char*> kInsertedOnly[] = {
    {"journal_txn", "number"},
    {"posting", "number"},
    {"ledger_seal", "number"},
    {"ledger_seal_head", "number"},
    {"statement", "month"},
    {"commission_plan", "deepest_level"},
    {"commission_rule", "rate_ppm"},
    {"commission_acknowledgement", "staff_id"},
    {"commission_publication", "plan_id"},
    {"commission_sale", "plan_number"},
    {"commission_zero_line", "order_id"},
    {"taxpayer", "dealer_id"},
    {"audit_text", "after_sealed"},
};

constexpr const char* kLasting[] = {
    "ledger_sheet", "ledger_seal_place",    "ledger_total",     "commission_money", "withdrawal_money",
    "commission",   "commission_unclaimed", "commission_month", "offline_payout",
};

class GrantsTest : public LedgerWorld {
 protected:
  void SetUp() override {
    LedgerWorld::SetUp();
    user_ = "web_" + database().name().substr(database().name().find("test_"));
    connection().run_script_statement("CREATE USER " + user_ + "@localhost");
    // As a version gave them that did not know yet which rows are evidence.
    for (const auto& [name, column] : kInsertedOnly) grant_all_rows(name);
    for (const char* name : kLasting) grant_all_rows(name);
    const std::string command = std::string("bash -c '. " FENRUN_DEPLOY "/accounts.sh; grant_rows ") +
                                mysql_socket() + " " + database().name() + " " + user_ + "'";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  void TearDown() override { connection().run_script_statement("DROP USER " + user_ + "@localhost"); }

  [[nodiscard]] db::MysqlOptions web() const {
    db::MysqlOptions options = database().options();
    options.user = user_;
    return options;
  }

 private:
  void grant_all_rows(const std::string& table) {
    connection().run_script_statement("GRANT SELECT, INSERT, UPDATE, DELETE ON " + table + " TO " + user_ +
                                      "@localhost");
  }

  std::string user_;
};

TEST_F(GrantsTest, the_server_posts_and_reads_but_cannot_change_what_is_only_inserted_or_delete_what_lasts) {
  constexpr int kCommandDenied = 1142;
  db::Connection server(web());
  EXPECT_EQ(post_on(server, {flows::accrue("c1", DealerId{7}, Fen{100})}), "posted");
  const auto denied = [&](const std::string& statement) {
    try {
      server.run_script_statement(statement);
      return 0;
    } catch (const db::DatabaseError& error) {
      return error.code();
    }
  };
  for (const auto& [name, column] : kInsertedOnly) {
    const std::string table = name;
    EXPECT_EQ(denied("SELECT 1 FROM " + table), 0) << table;
    EXPECT_EQ(denied("UPDATE " + table + " SET " + column + " = " + column + " + 1"), kCommandDenied)
        << table;
    EXPECT_EQ(denied("DELETE FROM " + table), kCommandDenied) << table;
    EXPECT_EQ(denied("TRUNCATE TABLE " + table), kCommandDenied) << table;
    EXPECT_EQ(denied("DROP TABLE " + table), kCommandDenied) << table;
    EXPECT_EQ(denied("REPLACE INTO " + table + " SELECT * FROM " + table), kCommandDenied) << table;
  }
  for (const std::string table : kLasting) {
    EXPECT_EQ(denied("SELECT 1 FROM " + table), 0) << table;
    EXPECT_EQ(denied("DELETE FROM " + table), kCommandDenied) << table;
    EXPECT_EQ(denied("TRUNCATE TABLE " + table), kCommandDenied) << table;
  }
  EXPECT_EQ(contradictions(), 0);
}

}  // namespace
}  // namespace fenrun::testing
