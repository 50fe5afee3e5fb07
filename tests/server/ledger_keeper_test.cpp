// What the server's ledger keeper does by itself, minute after minute; here a minute is 20 ms.
#include "server/ledger_keeper.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <thread>

#include "db/dealer/dealer.hpp"
#include "flows/ledger/post.hpp"
#include "flows/ledger/verify_ledger.hpp"
#include "tests/server/support/metric_value.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::server {
namespace {

using std::chrono::milliseconds;
using testing::metric_value;

constexpr DealerId kEarner{7};

// The time of business stands still until the test moves it; that of deadlines is real.
class BusinessClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return business_.now(); }
  [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return real_.steady(); }
  void set(Instant instant) { business_.set(instant); }

 private:
  SystemClock real_;
  ManualClock business_{Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}}};
};

class LedgerKeeperTest : public fenrun::testing::DatabaseTest {
 protected:
  LedgerKeeperTest() : pool_(options()) {}

  void SetUp() override {
    DatabaseTest::SetUp();
    // The migrations wrote these rows, and emptying leaves them.
    for (const char* row :
         {"REPLACE INTO ledger_seal_place (id, last_seal, last_mac) VALUES (1, 0, REPEAT(CHAR(0), 32))",
          "REPLACE INTO statement_place (id, month, after_sheet) VALUES (1, 0, 0)"}) {
      connection().run_script_statement(row);
    }
    Dealer dealer;
    dealer.id = kEarner;
    dealer.public_id = "01J00000000000000000001007";
    dealer.consumer_id = ConsumerId{7};
    dealer.level = 1;
    dealer.tier_id = TierId{1};
    dealer.name = "经销商";
    dealer.joined_at = clock_.now() - std::chrono::days(10);
    database().run([&](db::Tx& tx) -> Result<bool> {
      EXPECT_TRUE(db::insert_dealer(tx, dealer));
      return true;
    });
    post({flows::accrue("c1", kEarner, Fen{1'000}, clock_.now() + std::chrono::hours(1)),
          flows::accrue("c2", kEarner, Fen{70}), flows::keep_unclaimed("u1", Fen{5})});
    post({flows::accrue("c3", DealerId{8}, Fen{300})});
  }

  void post(const std::vector<Movement>& movements) {
    EXPECT_EQ(database().run([&](db::Tx& tx) { return flows::post(tx, movements, clock_.now()); }).posted,
              static_cast<int>(movements.size()));
  }
  void change(db::Sql sql) {
    EXPECT_GT(database().run([&](db::Tx& tx) -> Result<std::uint64_t> { return tx.execute(sql); }), 0U);
  }
  std::int64_t ask(db::Sql sql) {
    return database().run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }
  void start() { keeper_ = std::make_unique<LedgerKeeper>(pool_, clock_, index_key_, milliseconds(20)); }
  // Until it is so, for ten seconds.
  static bool comes(const std::function<bool()>& is_so) {
    for (int tries = 0; tries < 1'000 && !is_so(); ++tries) std::this_thread::sleep_for(milliseconds(10));
    return is_so();
  }
  static double faults() { return metric_value("fenrun_ledger_faults"); }
  // At least one round over all the sheets has begun and ended since the call.
  static void wait_for_a_round() {
    const double before = metric_value("fenrun_ledger_sheets_checked_total");
    EXPECT_TRUE(comes([&] { return metric_value("fenrun_ledger_sheets_checked_total") >= before + 6; }));
  }

 private:
  static db::DatabaseOptions options() {
    db::DatabaseOptions options;
    options.mysql = database().options();
    options.workers = 1;
    return options;
  }

 protected:
  BusinessClock clock_;
  db::Database pool_;
  const Secret<crypto::Key256> index_key_{crypto::Key256{1, 2, 3}};
  std::unique_ptr<LedgerKeeper> keeper_;  // stops before the pool does
};

TEST_F(LedgerKeeperTest, what_was_posted_is_sealed_with_the_key_and_told_as_balances) {
  start();
  EXPECT_TRUE(comes([&] { return ask("SELECT COUNT(*) FROM ledger_sheet WHERE is_unsealed = 1") == 0; }));
  wait_for_a_round();
  EXPECT_EQ(metric_value("fenrun_ledger_balance_fen{account=\"pending\"}"), -1'370);
  EXPECT_EQ(metric_value("fenrun_ledger_balance_fen{account=\"unclaimed\"}"), -5);
  EXPECT_EQ(metric_value("fenrun_ledger_balance_fen{account=\"commission\"}"), 1'375);
  EXPECT_EQ(metric_value("fenrun_ledger_trial_balance_fen"), 0);
  EXPECT_EQ(metric_value("fenrun_ledger_sheets_differ_fen"), 0);
  EXPECT_EQ(faults(), 0);
  keeper_->stop();
  database().run([&](db::Tx& tx) -> Result<bool> {
    std::int64_t seal = 0;
    std::string mac(32, '\0');
    EXPECT_EQ(flows::verify_seals(tx, ledger_seal_key(index_key_), seal, mac, 100), std::nullopt);
    EXPECT_GT(seal, 0);
    EXPECT_EQ(flows::verify_rest(tx), std::nullopt);
    return true;
  });
}

TEST_F(LedgerKeeperTest, a_commission_is_released_when_its_time_has_come_and_not_before) {
  start();
  wait_for_a_round();
  EXPECT_EQ(ask("SELECT available_fen FROM ledger_sheet WHERE sheet = 7"), 0);
  clock_.set(clock_.now() + std::chrono::hours(1));
  EXPECT_TRUE(comes([&] { return ask("SELECT available_fen FROM ledger_sheet WHERE sheet = 7") == 1'000; }));
  EXPECT_EQ(ask("SELECT pending_fen FROM ledger_sheet WHERE sheet = 7"), 70) << "its time is not known";
}

TEST_F(LedgerKeeperTest, a_month_that_is_over_is_closed_once) {
  start();
  wait_for_a_round();
  EXPECT_EQ(ask("SELECT COUNT(*) FROM statement"), 0);
  clock_.set(parse_rfc3339("2026-12-01T00:00:00+08:00").value());
  EXPECT_TRUE(comes([&] { return ask("SELECT COUNT(*) FROM statement") == 1; }));
  wait_for_a_round();
  EXPECT_EQ(ask("SELECT COUNT(*) FROM statement"), 1);
  EXPECT_EQ(ask("SELECT earned_fen FROM statement WHERE dealer_id = 7 AND month = 202611"), 1'070);
  EXPECT_EQ(faults(), 0);
}

TEST_F(LedgerKeeperTest, a_changed_movement_is_not_sealed_and_is_told_until_it_is_mended) {
  change("UPDATE posting SET amount_fen = 301 WHERE sheet = 8");
  start();
  EXPECT_TRUE(comes([] { return faults() == 1; }));
  wait_for_a_round();
  EXPECT_EQ(ask("SELECT sealed_number FROM ledger_sheet WHERE sheet = 8"), 0);
  EXPECT_EQ(ask("SELECT sealed_number FROM ledger_sheet WHERE sheet = 7"), 2) << "others are sealed";
  change("UPDATE posting SET amount_fen = 300 WHERE sheet = 8");
  EXPECT_TRUE(comes([] { return faults() == 0; }));
  EXPECT_TRUE(comes([&] { return ask("SELECT sealed_number FROM ledger_sheet WHERE sheet = 8") == 1; }));
}

// Everything is sealed, and nobody posts on the sheet any more.
TEST_F(LedgerKeeperTest, a_changed_balance_of_a_sheet_that_rests_is_told_in_fen) {
  start();
  EXPECT_TRUE(comes([&] { return ask("SELECT COUNT(*) FROM ledger_sheet WHERE is_unsealed = 1") == 0; }));
  change("UPDATE ledger_sheet SET available_fen = available_fen + 1234 WHERE sheet = 8");
  EXPECT_TRUE(comes([] { return metric_value("fenrun_ledger_sheets_differ_fen") == 1'234; }));
  EXPECT_EQ(faults(), 1);
  wait_for_a_round();
  EXPECT_EQ(faults(), 1) << "it is told until it is mended";
  change("UPDATE ledger_sheet SET available_fen = available_fen - 1234 WHERE sheet = 8");
  EXPECT_TRUE(comes([] { return faults() == 0; }));
  EXPECT_EQ(metric_value("fenrun_ledger_sheets_differ_fen"), 0);
}

TEST_F(LedgerKeeperTest, an_old_movement_of_a_sheet_that_rests_is_walked_again) {
  start();
  EXPECT_TRUE(comes([&] { return ask("SELECT COUNT(*) FROM ledger_sheet WHERE is_unsealed = 1") == 0; }));
  change("UPDATE journal_txn SET subject = 'c9' WHERE sheet = 7 AND number = 1");
  EXPECT_TRUE(comes([] { return faults() == 1; }));
  EXPECT_EQ(metric_value("fenrun_ledger_sheets_differ_fen"), 0) << "no balance differs";
}

}  // namespace
}  // namespace fenrun::server
