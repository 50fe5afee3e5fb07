// Leases of background jobs: who may write, who may take over, and what a failed bite leaves behind.
#include "flows/job/run_job.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/crypto/encoding.hpp"
#include "base/random.hpp"
#include "db/job/job.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::testing {
namespace {

constexpr Instant kStarted{std::chrono::sys_days{std::chrono::year{2026} / 11 / 28}};
constexpr StaffId kStarter{7};
constexpr StaffId kSomebodyElse{8};
constexpr ErrorCode kFileBroken{ErrorKind::invalid, "file.broken", "文件已损坏", "The file is broken"};

// Counts to `total`, one a bite.
flows::JobWork counting_to(std::int64_t total) {
  return [total](db::Tx&, const Job& job, Instant) -> Result<JobProgress> {
    const std::int64_t done = job.done + 1;
    return JobProgress{done, total, done == total, R"({"counted":)" + std::to_string(done) + "}"};
  };
}

class RunJob : public DatabaseTest {
 protected:
  static Job start(const std::string& kind = "counting") {
    static SeededRandom random(5);
    const flows::StartJob command{crypto::make_ulid(1'700'000'000'000, random.bytes<10>()), kind, "{}", 0,
                                  kStarter};
    return database().run([&](db::Tx& tx) -> Result<Job> { return flows::start_job(tx, command, kStarted); });
  }
  static std::optional<Job> take(Instant now = kStarted) {
    return database().run([&](db::Tx& tx) { return flows::take_job(tx, "counting", now); });
  }
  static Result<bool> advance(const Job& taken, const flows::JobWork& work, Instant now = kStarted) {
    return connection().transact([&](db::Tx& tx) { return flows::advance_job(tx, taken, work, now); });
  }
  static Result<Job> cancel(const Job& job, StaffId by, bool may_cancel_others = false) {
    const flows::CancelJob command{job.public_id, by, may_cancel_others};
    return connection().transact([&](db::Tx& tx) { return flows::cancel_job(tx, command, kStarted); });
  }
  static Job reread(const Job& job) {
    return database().run([&](db::Tx& tx) -> Result<Job> { return *db::find_job(tx, job.public_id); });
  }
};

TEST_F(RunJob, a_job_goes_forward_bite_by_bite_and_says_how_far_it_is) {
  const auto started = start();
  EXPECT_EQ(started.state, JobState::queued);
  start("of_another_kind");
  const auto taken = take();
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->public_id, started.public_id);
  EXPECT_TRUE(*advance(*taken, counting_to(2)));
  EXPECT_EQ(reread(started).state, JobState::running);
  EXPECT_EQ(reread(started).done, 1);
  EXPECT_EQ(reread(started).total, 2);
  EXPECT_FALSE(*advance(*taken, counting_to(2)));
  const auto ended = reread(started);
  EXPECT_EQ(ended.state, JobState::finished);
  EXPECT_EQ(ended.result, R"({"counted":2})");
  EXPECT_EQ(ended.ended_at, kStarted);
  EXPECT_FALSE(*advance(*taken, counting_to(9))) << "a finished job takes no more bites";
  EXPECT_EQ(reread(started).done, 2);
  EXPECT_FALSE(take(kStarted + kJobLease * 100));
}

TEST_F(RunJob, a_job_is_taken_over_when_its_lease_has_ended_and_the_late_worker_changes_nothing) {
  const auto job = start();
  const auto first = take();
  ASSERT_TRUE(first);
  EXPECT_TRUE(*advance(*first, counting_to(5)));
  EXPECT_FALSE(take(kStarted + kJobLease - std::chrono::seconds(1)));
  const auto second = take(kStarted + kJobLease);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->done, 1) << "it goes on from where the first came to";
  EXPECT_FALSE(*advance(*first, counting_to(5))) << "the first comes back from its pause";
  EXPECT_EQ(reread(job).done, 1);
  EXPECT_TRUE(*advance(*second, counting_to(5), kStarted + kJobLease));
  EXPECT_EQ(reread(job).done, 2);
}

TEST_F(RunJob, two_workers_never_hold_one_job) {
  constexpr int kJobs = 20;
  for (int i = 0; i < kJobs; ++i) start();
  std::atomic<int> taken{0};
  const auto worker = [&] {
    db::Connection mine(database().options());
    while (true) {
      const auto job = mine.transact([](db::Tx& tx) { return flows::take_job(tx, "counting", kStarted); });
      if (!job || !*job) return;
      EXPECT_EQ((*job)->lease, 1);
      ++taken;
    }
  };
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back(worker);
  for (auto& thread : workers) thread.join();
  EXPECT_EQ(taken, kJobs);
}

TEST_F(RunJob, a_refused_bite_leaves_nothing_and_the_job_fails_with_its_words) {
  const auto job = start();
  const auto taken = take();
  const flows::JobWork broken = [](db::Tx& tx, const Job&, Instant) -> Result<JobProgress> {
    tx.execute("UPDATE job SET parameters = 'half done'");
    return kFileBroken;
  };
  EXPECT_TRUE(advance(*taken, broken).refused_with(kFileBroken));
  EXPECT_EQ(reread(job).parameters, "{}");
  EXPECT_TRUE(database().run([&](db::Tx& tx) { return flows::fail_job(tx, *taken, kFileBroken, kStarted); }));
  const auto failed = reread(job);
  EXPECT_EQ(failed.state, JobState::failed);
  ASSERT_TRUE(failed.failure);
  EXPECT_EQ(failed.failure->code, "file.broken");
  EXPECT_EQ(failed.failure->zh, "文件已损坏");
  EXPECT_EQ(failed.failure->en, "The file is broken");
}

TEST_F(RunJob, what_kills_its_worker_every_time_is_given_up) {
  const auto job = start();
  Instant now = kStarted;
  for (int tries = 1; tries <= kJobTriesMax; ++tries, now += kJobLease) ASSERT_TRUE(take(now)) << tries;
  EXPECT_FALSE(take(now));
  EXPECT_EQ(reread(job).state, JobState::failed);
  EXPECT_EQ(reread(job).failure->code, kJobGivenUp.code);
}

TEST_F(RunJob, progress_forgives_the_tries_before) {
  const auto job = start();
  Instant now = kStarted;
  for (int tries = 1; tries < kJobTriesMax; ++tries, now += kJobLease) ASSERT_TRUE(take(now));
  const auto taken = take(now);
  EXPECT_TRUE(*advance(*taken, counting_to(50), now));
  EXPECT_EQ(reread(job).tries, 0);
}

TEST_F(RunJob, who_started_it_may_call_it_off_once_and_an_admin_may_too) {
  const auto job = start();
  const auto taken = take();
  EXPECT_TRUE(*advance(*taken, counting_to(3)));
  EXPECT_TRUE(cancel(job, kSomebodyElse).refused_with(kJobOfAnother));
  EXPECT_TRUE(cancel(job, kStarter));
  EXPECT_TRUE(cancel(job, kStarter).refused_with(kJobEnded));
  EXPECT_FALSE(*advance(*taken, counting_to(3)));
  EXPECT_EQ(reread(job).state, JobState::cancelled);
  EXPECT_EQ(reread(job).done, 1);
  EXPECT_TRUE(cancel(start(), kSomebodyElse, true));
  Job unknown;
  unknown.public_id = "01J00000000000000000000000";
  EXPECT_TRUE(cancel(unknown, kStarter).refused_with(kJobNotFound));
}

}  // namespace
}  // namespace fenrun::testing
