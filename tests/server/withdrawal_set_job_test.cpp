// The job of a set of withdrawals: stopped, killed, taken over, and with one that cannot be decided.
#include "server/withdrawal_set_job.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "base/crypto/digest.hpp"
#include "db/job/job.hpp"
#include "db/staff/staff.hpp"
#include "db/staff/step_up.hpp"
#include "db/withdrawal/withdrawal_set.hpp"
#include "flows/job/run_job.hpp"
#include "flows/staff/manage_staff.hpp"
#include "flows/withdrawal/withdrawal_set.hpp"
#include "tests/server/support/shifted_clock.hpp"
#include "tests/server/support/withdrawal_rows.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::server {
namespace {

using namespace std::chrono_literals;
using testing::ShiftedClock;

class WithdrawalSetJob : public ::testing::Test {
 protected:
  WithdrawalSetJob() : pool_(pool_options(database_)) {
    staff_ = database_.run([&](db::Tx& tx) {
      flows::CreateStaffCommand command;
      command.public_id = "01J0000000000000000000000F";
      command.login_name = "finance";
      command.role = Role::finance;
      return flows::create_staff(tx, command, clock_.now());
    });
  }
  ~WithdrawalSetJob() override { pool_.stop(); }

  static db::DatabaseOptions pool_options(const fenrun::testing::TestDatabase& database) {
    db::DatabaseOptions options;
    options.mysql = database.options();
    options.workers = 2;
    return options;
  }
  [[nodiscard]] JobKind kind() const { return withdrawal_set_job(rules_, keys_); }

  // Looked at and started; an approval with its confirmation.
  WithdrawalSet start(const std::vector<std::string>& asked, SetAction action, const std::string& reason) {
    const Instant now = clock_.now();
    return database_.run([&](db::Tx& tx) -> Result<WithdrawalSet> {
      flows::PreviewSet look;
      look.public_id = "01J0000000000000000000000S";
      look.action = action;
      look.staff = staff_.id;
      look.withdrawals = asked;
      const auto set = flows::preview_set(tx, rules_, look, now);
      db::StepUp given;
      given.confirmation = crypto::sha256("given");
      given.staff = staff_.id;
      std::ranges::copy(crypto::as_bytes(set.digest), given.digest.begin());
      given.confirmed_at = now;
      db::insert_step_up(tx, given);
      return flows::start_set(tx, {set.public_id, staff_.id, {}, "given", reason}, now);
    });
  }
  Job job_of(const WithdrawalSet& set) {
    return database_.run([&](db::Tx& tx) -> Result<Job> { return *db::find_job(tx, set.public_id); });
  }
  template <class Condition>
  Job wait_for(const WithdrawalSet& set, Condition is_so) {
    Job job = job_of(set);
    for (int tries = 0; tries < 2'000 && !is_so(job); ++tries) {
      std::this_thread::sleep_for(10ms);
      job = job_of(set);
    }
    EXPECT_TRUE(is_so(job)) << to_text(job.state) << " " << job.done;
    return job;
  }
  Job end_of(const WithdrawalSet& set) {
    return wait_for(set, [](const Job& job) { return !job.is_open(); });
  }
  std::int64_t count(db::Sql sql) {
    return database_.run([&](db::Tx& tx) -> Result<std::int64_t> { return tx.one(sql)->integer(0); });
  }

  fenrun::testing::TestDatabase database_;
  ShiftedClock clock_;
  db::Database pool_;
  flows::WithdrawalRules rules_;
  flows::WithdrawalKeys keys_;
  Staff staff_;
};

TEST_F(WithdrawalSetJob, what_was_stopped_or_killed_half_way_goes_on_and_approves_nothing_twice) {
  const auto asked = testing::ask_for_withdrawals(database_, 60, Fen{1'000}, clock_.now());
  const auto set = start(asked, SetAction::approve, "");
  {
    JobRunner runner(pool_, clock_, {kind()}, 10ms);
    wait_for(set, [](const Job& job) { return job.done >= 5; });
  }
  const Job stopped = job_of(set);
  ASSERT_TRUE(stopped.is_open()) << "sixty take longer than that";
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_approval"), stopped.done);
  // A process takes it, does one more, and is killed: nobody gives its lease back.
  const auto taken =
      database_.run([&](db::Tx& tx) { return flows::take_job(tx, flows::kWithdrawalSetJob, clock_.now()); });
  ASSERT_TRUE(taken.has_value());
  const auto bite = kind().work;
  database_.run([&](db::Tx& tx) { return flows::advance_job(tx, *taken, bite, clock_.now()); });
  JobRunner one(pool_, clock_, {kind()}, 10ms);
  JobRunner other(pool_, clock_, {kind()}, 10ms);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(job_of(set).done, stopped.done + 1) << "its lease has not ended";
  clock_.advance(61s);
  const Job ended = end_of(set);
  EXPECT_EQ(ended.state, JobState::finished);
  EXPECT_EQ(ended.done, 60);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_approval"), 60);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'approved'"), 60);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_set_row WHERE outcome = 'done'"), 60);
  // The killed one wakes up: what it writes is under a lease that is over.
  const bool has_more =
      database_.run([&](db::Tx& tx) { return flows::advance_job(tx, *taken, bite, clock_.now()); });
  EXPECT_FALSE(has_more);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_approval"), 60);
}

TEST_F(WithdrawalSetJob, one_that_cannot_be_decided_does_not_hold_up_the_others) {
  const auto asked = testing::ask_for_withdrawals(database_, 4, Fen{1'000}, clock_.now());
  const auto set = start(asked, SetAction::reject, "资料不全");
  // The ledger knows of less than was held: giving it back is refused after the row has moved.
  database_.run([&](db::Tx& tx) -> Result<int> {
    tx.execute_one("UPDATE withdrawal_money SET held_fen = 1, resolved_fen = 1 WHERE reference = ?",
                   {asked[1]});
    return 0;
  });
  JobRunner runner(pool_, clock_, {kind()}, 10ms);
  for (int i = 0; i < 10 && job_of(set).is_open(); ++i) {
    std::this_thread::sleep_for(200ms);
    clock_.advance(10min);  // it rests between its tries
  }
  const Job ended = end_of(set);
  EXPECT_EQ(ended.state, JobState::finished);
  EXPECT_EQ(ended.result, R"({"done":3,"done_sum_fen":3000,"changed":0,"refused":1,"excluded":0})");
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'rejected'"), 3);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal WHERE state = 'requested' AND version = 1"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_set_row WHERE code = 'withdrawal_set.row_failed'"), 1);
}

TEST_F(WithdrawalSetJob, who_was_disabled_stops_with_their_set) {
  const auto asked = testing::ask_for_withdrawals(database_, 3, Fen{1'000}, clock_.now());
  const auto set = start(asked, SetAction::approve, "");
  database_.run([&](db::Tx& tx) -> Result<int> {
    db::update_staff_state(tx, staff_.id, StaffState::disabled);
    return 0;
  });
  JobRunner runner(pool_, clock_, {kind()}, 10ms);
  const Job ended = end_of(set);
  EXPECT_EQ(ended.state, JobState::failed);
  EXPECT_EQ(ended.failure->code, "withdrawal_set.staff_gone");
  EXPECT_EQ(count("SELECT COUNT(*) FROM withdrawal_approval"), 0);
}

}  // namespace
}  // namespace fenrun::server
