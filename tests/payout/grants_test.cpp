// The worker with the rights that deploy/accounts.sh gives it: enough to pay, and to do nothing else.
#include <gtest/gtest.h>

#include <cstdlib>

#include "flows/payout/hint_payout.hpp"
#include "tests/payout/receipt_stage.hpp"
#include "tests/support/environment.hpp"

namespace fenrun::testing {
namespace {

constexpr int kTableDenied = 1142;

class PayoutGrantsTest : public ReceiptStage {
 protected:
  void SetUp() override {
    ReceiptStage::SetUp();
    const std::string suffix = database().name().substr(database().name().find("test_"));
    worker_ = grant("grant_payout", "pay_" + suffix);
    web_ = grant("grant_rows", "web_" + suffix);
  }
  void TearDown() override {
    connection().run_script_statement("DROP USER " + worker_ + "@localhost");
    connection().run_script_statement("DROP USER " + web_ + "@localhost");
  }

  static std::string grant(const std::string& function, const std::string& user) {
    connection().run_script_statement("CREATE USER " + user + "@localhost");
    const std::string command = std::string("bash -c '. " FENRUN_DEPLOY "/accounts.sh; ") + function + " " +
                                mysql_socket() + " " + database().name() + " " + user + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return user;
  }
  static db::MysqlOptions as(const std::string& user) {
    db::MysqlOptions options = database().options();
    options.user = user;
    return options;
  }
  static int denied(db::Connection& connection, const std::string& statement) {
    try {
      connection.run_script_statement(statement);
      return 0;
    } catch (const db::DatabaseError& error) {
      return error.code();
    }
  }

  std::string worker_;
  std::string web_;
};

TEST_F(PayoutGrantsTest, the_worker_pays_with_its_own_account_and_can_approve_and_rewrite_nothing) {
  rules_.tax = {{Instant{}, TaxMethod::ordinary}};
  const Withdrawal withdrawal = approved(Fen{1'000});
  payout::Lane lane({*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_}, as(worker_));
  settle_all(lane);
  EXPECT_EQ(state_of(withdrawal), "paid");
  EXPECT_EQ(count("SELECT COUNT(*) FROM dealer_message WHERE kind = 'paid'"), 1);
  EXPECT_FALSE(lane.expire());
  expect_rest(1'000);

  db::Connection worker(as(worker_));
  for (const std::string statement :
       {"INSERT INTO withdrawal_approval SELECT * FROM withdrawal_approval",
        "UPDATE withdrawal_approval SET round = 1", "INSERT INTO withdrawal SELECT * FROM withdrawal",
        "DELETE FROM withdrawal", "UPDATE journal_txn SET number = 1", "DELETE FROM posting",
        "DELETE FROM payout", "SELECT 1 FROM staff", "UPDATE consumer SET nickname = ''",
        "UPDATE withdrawal_event SET what = ''", "UPDATE dealer_message SET tries = 9",
        "SELECT 1 FROM dealer_message", "SELECT 1 FROM message_grant",
        "INSERT INTO confirm_free_authorization SELECT * FROM confirm_free_authorization",
        "DELETE FROM confirm_free_authorization"}) {
    EXPECT_EQ(denied(worker, statement), kTableDenied) << statement;
  }
}

TEST_F(PayoutGrantsTest, the_worker_follows_what_the_web_tier_hints_and_archives_receipts) {
  const Withdrawal withdrawal = named(Fen{1'000});
  payout::Lane lane({*pay_, sealer(), keys(), rules_, options_, *governor_, clock_, random_}, as(worker_));
  while (lane.work_once()) {
  }
  db::Connection web(as(web_));
  const flows::HintPayout hint{withdrawal.public_id, withdrawal.dealer};
  for (const bool is_asked : {true, false}) {
    const auto hinted = web.transact([&](db::Tx& tx) { return flows::hint_payout(tx, hint, clock_.now()); });
    EXPECT_EQ(*hinted, is_asked);
  }
  EXPECT_TRUE(lane.follow_hints());
  settle_all(lane);
  fetch(lane, withdrawal);
  expect_archived(withdrawal, "");
  db::Connection worker(as(worker_));
  for (const std::string statement :
       {"UPDATE payout_receipt_part SET content_sealed = ''", "DELETE FROM payout_receipt",
        "DELETE FROM payout_receipt_part", "INSERT INTO payout_hint SELECT * FROM payout_hint"}) {
    EXPECT_EQ(denied(worker, statement), kTableDenied) << statement;
  }
}

TEST_F(PayoutGrantsTest, the_web_tier_can_read_transfers_and_make_none) {
  approved(Fen{1'000});
  db::Connection web(as(web_));
  for (const std::string table :
       {"payout", "payout_attempt", "payout_breaker", "payout_receipt", "payout_receipt_part"}) {
    EXPECT_EQ(denied(web, "SELECT 1 FROM " + table), 0) << table;
    EXPECT_EQ(denied(web, "INSERT INTO " + table + " SELECT * FROM " + table), kTableDenied) << table;
    EXPECT_EQ(denied(web, "DELETE FROM " + table), kTableDenied) << table;
  }
  EXPECT_EQ(denied(web, "UPDATE payout SET state = 'created'"), kTableDenied);
  EXPECT_EQ(denied(web, "UPDATE payout_receipt SET state = 'wanted'"), kTableDenied);
  EXPECT_EQ(denied(web, "UPDATE withdrawal_approval SET round = 1"), kTableDenied);
  EXPECT_EQ(denied(web, "DELETE FROM withdrawal_event"), kTableDenied);
  EXPECT_EQ(denied(web, "DELETE FROM dealer_message"), kTableDenied);
  EXPECT_EQ(denied(web, "UPDATE dealer_message SET tries = tries"), 0);
}

}  // namespace
}  // namespace fenrun::testing
