// fenrun-admin as an operator runs it: the real program, files and database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "db/audit/audit.hpp"
#include "db/payout/fuse.hpp"
#include "flows/ledger/post.hpp"
#include "tests/server/admin/run_admin.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

using ::testing::HasSubstr;

using Outcome = AdminRun;

Outcome admin(const std::string& arguments) { return run_admin(arguments); }

class AdminTest : public ::testing::Test {
 protected:
  AdminTest() : database_(TestDatabase::Schema::empty) {
    file_ = ::testing::TempDir() + database_.name() + ".toml";
    write("[mysql]\nuser = \"root\"\nsocket = \"" + database_.options().socket + "\"\nschema = \"" +
          database_.name() + "\"\n");
  }
  ~AdminTest() override { std::filesystem::remove(file_); }

  void write(const std::string& text) { std::ofstream(file_) << text; }

  TestDatabase database_;
  std::string file_;
};

TEST_F(AdminTest, check_config_prints_every_problem_and_fails) {
  write("[mysql]\nprot = 1\n");
  const Outcome outcome = admin("check-config " + file_);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr(file_ + ": mysql.user: is required; add it\n"));
  EXPECT_THAT(outcome.output,
              HasSubstr(file_ + ":2: mysql.prot: there is no such key; did you mean mysql.port?\n"));
}

TEST_F(AdminTest, migrate_says_its_plan_runs_it_and_then_has_nothing_to_do) {
  const Outcome plan = admin("migrate --plan " + file_);
  EXPECT_EQ(plan.status, 0) << plan.output;
  EXPECT_THAT(plan.output, HasSubstr("would run V1 identity"));
  const Outcome first = admin("migrate " + file_);
  EXPECT_EQ(first.status, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("ran V1 identity"));
  const Outcome second = admin("migrate " + file_);
  EXPECT_EQ(second.status, 0);
  EXPECT_EQ(second.output, "");
}

class AuditTest : public AdminTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(admin("migrate " + file_).status, 0);
    for (int i = 1; i <= 3; ++i) {
      database_.run([&](db::Tx& tx) -> Result<int> {
        db::append_audit(
            tx, {kNow + i * std::chrono::seconds{1}, StaffId{7}, "admin", "127.0.0.1", "req",
                 "dealer.suspend", "dealer:" + std::to_string(i), std::nullopt, std::nullopt, "核查"});
        return i;
      });
    }
  }
  void change(db::Sql sql) {
    database_.run([&](db::Tx& tx) -> Result<int> {
      tx.execute_one(sql);
      return 0;
    });
  }
  [[nodiscard]] Outcome verify() const { return admin("audit verify " + file_); }

  static constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}};
};

TEST_F(AuditTest, a_log_that_nobody_touched_is_sound) {
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output, "checked 3 entries\n");
}

TEST_F(AuditTest, the_first_entry_that_was_changed_is_named) {
  change("UPDATE audit_log SET note = 'nothing' WHERE id = 2");
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("checked 1 entries\nentry 2 "));
}

TEST_F(AuditTest, an_entry_that_was_removed_is_missed_at_the_start_and_at_the_end) {
  change("DELETE FROM audit_log WHERE id = 3");
  EXPECT_THAT(verify().output, HasSubstr("checked 2 entries\nentry 3 "));
  change("DELETE FROM audit_log WHERE id = 1");
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("checked 0 entries\nentry 1 "));
}

TEST_F(AdminTest, the_trial_balance_of_books_that_add_up_is_zero_and_one_changed_row_is_told) {
  ASSERT_EQ(admin("migrate " + file_).status, 0);
  database_.run([&](db::Tx& tx) {
    return flows::post(tx, flows::accrue("c1", DealerId{7}, Fen{100}),
                       Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21}});
  });
  const Outcome sound = admin("ledger trial-balance " + file_);
  EXPECT_EQ(sound.status, 0);
  EXPECT_EQ(sound.output, "pending -100\ncommission 100\nsum 0\nsheets differ by 0\n");
  database_.run([&](db::Tx& tx) -> Result<int> {
    tx.execute_one("UPDATE posting SET amount_fen = 101 WHERE sheet = 7");
    return 0;
  });
  const Outcome changed = admin("ledger trial-balance " + file_);
  EXPECT_EQ(changed.status, 1);
  EXPECT_THAT(changed.output, HasSubstr("sheets differ by 1\n"));
}

TEST_F(AdminTest, payouts_are_stopped_by_hand_and_stay_so) {
  ASSERT_EQ(admin("migrate " + file_).status, 0);
  const auto fuse = [&] {
    return database_.run([](db::Tx& tx) -> Result<Fuse> { return db::find_fuse(tx); });
  };
  ASSERT_FALSE(fuse().is_blown);
  EXPECT_EQ(admin("payouts stop " + file_ + " \"\"").status, 1) << "without a reason";
  EXPECT_FALSE(fuse().is_blown);
  EXPECT_EQ(admin("payouts stop " + file_ + " \"restored from a backup\"").status, 0);
  EXPECT_TRUE(fuse().is_blown);
  EXPECT_EQ(fuse().reason, "restored from a backup");
  EXPECT_EQ(admin("payouts stop " + file_ + " again").status, 0);
  EXPECT_TRUE(fuse().is_blown);
}

TEST_F(AdminTest, a_database_that_is_not_there_is_an_error_not_a_crash) {
  write("[mysql]\nuser = \"root\"\nsocket = \"/nowhere/mysql.sock\"\nschema = \"x\"\n");
  const Outcome outcome = admin("migrate " + file_);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("fenrun-admin: "));
}

TEST_F(AdminTest, a_command_line_without_a_command_is_refused) { EXPECT_GT(admin("").status, 1); }

TEST_F(AdminTest, wechat_errors_prints_the_table_that_the_client_goes_by) {
  const Outcome errors = admin("wechat errors");
  EXPECT_EQ(errors.status, 0);
  EXPECT_THAT(errors.output, HasSubstr("403\tNOT_ENOUGH\trefused\ttop_up\t商户账户余额不足\t"));
  EXPECT_THAT(errors.output, HasSubstr("500\tSYSTEM_ERROR\tunknown\trepeat\t"));
  const Outcome reasons = admin("wechat fail-reasons");
  EXPECT_THAT(reasons.output, HasSubstr("NAME_NOT_CORRECT\tdealer\tuser\t"));
}

TEST_F(AdminTest, doctor_needs_a_whole_configuration) {
  const Outcome outcome = admin("doctor --lang en " + file_);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.output, HasSubstr("wechat.miniprogram.appid: is required"));
  EXPECT_NE(admin("doctor --lang fr " + file_).status, 0);
}

}  // namespace
}  // namespace fenrun::testing
