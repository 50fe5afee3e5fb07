// What a server does beside its requests: it watches whether it is fit to serve, and forgets what is old.
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "db/dealer/tree_change.hpp"
#include "db/file/kept_file.hpp"
#include "db/mysql/server_time.hpp"
#include "db/push/wechat_push.hpp"
#include "db/staff/step_up.hpp"
#include "db/withdrawal/withdrawal_set.hpp"
#include "server/housekeeping.hpp"
#include "server/readiness.hpp"
#include "tests/server/support/metric_value.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::server {
namespace {

using fenrun::testing::TestDatabase;
using std::chrono::milliseconds;
using std::chrono::seconds;

bool comes_true(const std::function<bool()>& is_so) {
  for (int tries = 0; tries < 1000 && !is_so(); ++tries) std::this_thread::sleep_for(milliseconds(10));
  return is_so();
}

class Upkeep : public ::testing::Test {
 protected:
  static constexpr milliseconds kOften{10};

  std::int64_t count(db::Sql sql) {
    return database_.run([sql](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }

  TestDatabase database_;
  ManualClock clock_{db::server_time(database_.connection())};
};

TEST_F(Upkeep, the_schema_is_current_when_every_migration_is_finished) {
  Readiness readiness(database_.options(), clock_, kOften);
  EXPECT_TRUE(readiness.is_migrated());
  database_.connection().run_script_statement(
      "UPDATE schema_migration SET finished_at = NULL WHERE version = 3");
  EXPECT_TRUE(comes_true([&] { return !readiness.is_migrated(); }));
  EXPECT_TRUE(readiness.is_clock_right());
  database_.connection().run_script_statement(
      "UPDATE schema_migration SET finished_at = '2026-11-21 00:00:00'");
  EXPECT_TRUE(comes_true([&] { return readiness.is_migrated(); }));
}

TEST_F(Upkeep, an_empty_schema_is_not_current) {
  TestDatabase empty(TestDatabase::Schema::empty);
  EXPECT_FALSE(Readiness(empty.options(), clock_).is_migrated());
}

TEST_F(Upkeep, the_clock_may_be_120_seconds_off_in_either_direction) {
  for (const int sign : {1, -1}) {
    for (const auto& [offset_s, is_right] :
         {std::pair{117, true}, {123, false}, {86'400, false}, {0, true}}) {
      clock_.set(db::server_time(database_.connection()) + seconds(sign * offset_s));
      EXPECT_EQ(Readiness(database_.options(), clock_).is_clock_right(), is_right) << sign * offset_s;
    }
  }
}

TEST_F(Upkeep, without_a_database_nothing_is_known_and_nothing_waits) {
  auto nobody_there = database_.options();
  nobody_there.socket = "/nowhere/mysql.sock";
  const Readiness readiness(nobody_there, clock_, kOften);
  EXPECT_FALSE(readiness.is_migrated());
  EXPECT_FALSE(readiness.is_clock_right());
}

TEST_F(Upkeep, housekeeping_forgets_what_is_older_than_it_was_told_and_counts_it) {
  const Instant old = clock_.now() - std::chrono::days(10);
  const auto counted = [](const std::string& kind) {
    return testing::metric_value("fenrun_housekeeping_rows_total{kind=\"" + kind + "\"}");
  };
  database_.run([&](db::Tx& tx) -> Result<bool> {
    const db::TreeChange change{DealerId{1}, DealerId{}, TierId{1}};
    for (const Instant at : {old, clock_.now(), clock_.now()}) {
      db::append_tree_changes(tx, db::lock_tree(tx, at), std::span(&change, 1));
    }
    EXPECT_TRUE(db::insert_wechat_push(tx, crypto::sha256("old"), "text", old));
    EXPECT_TRUE(db::insert_wechat_push(tx, crypto::sha256("new"), "text", clock_.now()));
    for (const Instant at : {old, clock_.now()}) {
      const std::string text = to_rfc3339(at);
      db::insert_step_up(tx, {crypto::sha256(text), StaffId{7}, {}, {}, at, std::nullopt});
      db::save_kept_file(tx, {text, "upload", "orders.csv", "text/csv", "sealed", at});
      WithdrawalSet set;
      set.public_id = at == old ? "01J00000000000000000000001" : "01J00000000000000000000002";
      set.staff = StaffId{7};
      set.previewed_at = at;
      db::insert_withdrawal_set(tx, set);
    }
    return true;
  });
  db::DatabaseOptions options;
  options.mysql = database_.options();
  options.workers = 1;
  db::Database database(options);
  HousekeepingOptions wanted;
  wanted.interval = seconds(1);
  wanted.wechat_pushes = std::chrono::days(9);
  wanted.tree_changes = std::chrono::days(9);
  wanted.kept_files = std::chrono::days(9);
  const SystemClock real;  // its steady time is what the database's deadlines are measured by
  Housekeeping housekeeping(database, real, wanted);
  EXPECT_TRUE(comes_true([&] { return count("SELECT COUNT(*) FROM wechat_push") == 1; }));
  EXPECT_EQ(count("SELECT MIN(seq) FROM tree_change"), 2);
  EXPECT_EQ(count("SELECT MAX(seq) FROM tree_change"), 3);
  housekeeping.stop();
  EXPECT_EQ(count("SELECT COUNT(*) FROM step_up"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM kept_file"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_set"), 1);
  for (const char* kind : {"wechat_push", "tree_change", "step_up", "kept_file", "withdrawal_set"}) {
    EXPECT_EQ(counted(kind), 1) << kind;
  }
}

}  // namespace
}  // namespace fenrun::server
