// The thread that runs background jobs, with kinds of the test's own.
#include "server/job_runner.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "db/job/job.hpp"
#include "tests/support/test_database.hpp"

namespace fenrun::server {
namespace {

using fenrun::testing::TestDatabase;

constexpr ErrorCode kNoGood{ErrorKind::refused, "test.no_good", "不行", "No good"};

class JobRunnerTest : public ::testing::Test {
 protected:
  JobRunnerTest() : pool_(pool_options(database_)) {}
  ~JobRunnerTest() override { pool_.stop(); }

  static db::DatabaseOptions pool_options(const TestDatabase& database) {
    db::DatabaseOptions options;
    options.mysql = database.options();
    options.workers = 2;
    return options;
  }
  Job start(const std::string& kind) {
    const flows::StartJob command{"01J0000000000000000000000" + std::to_string(++started_), kind, "{}", 0,
                                  StaffId{1}};
    return database_.run(
        [&](db::Tx& tx) -> Result<Job> { return flows::start_job(tx, command, clock_.now()); });
  }
  Job reread(const Job& job) {
    return database_.run([&](db::Tx& tx) -> Result<Job> { return *db::find_job(tx, job.public_id); });
  }
  template <class Condition>
  Job wait_for(const Job& job, Condition is_so) {
    Job now = reread(job);
    for (int tries = 0; tries < 1000 && !is_so(now); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      now = reread(job);
    }
    EXPECT_TRUE(is_so(now)) << to_text(now.state) << " " << now.done;
    return now;
  }
  Job wait_for_end(const Job& job) {
    return wait_for(job, [](const Job& now) { return !now.is_open(); });
  }

  // Each number once in wechat_push, whose key does not take one twice.
  static Result<JobProgress> count_once(db::Tx& tx, const Job& job, Instant now) {
    const std::int64_t number = job.done + 1;
    std::string key = std::to_string(number);
    key.resize(32, '.');
    tx.execute("INSERT INTO wechat_push (dedupe_key, kind, received_at) VALUES (?, ?, ?)",
               {key, "test", now});
    return JobProgress{number, 60, number == 60, R"({"last":)" + std::to_string(number) + "}"};
  }

  TestDatabase database_;
  SystemClock clock_;
  db::Database pool_;
  int started_ = 0;
};

TEST_F(JobRunnerTest, a_job_goes_on_where_a_stopped_runner_left_it_and_does_nothing_twice) {
  const auto job = start("count");
  {
    JobRunner runner(pool_, clock_, {{"count", count_once}}, std::chrono::milliseconds(10));
    wait_for(job, [](const Job& now) { return now.done >= 3; });
  }
  const auto between = reread(job);
  EXPECT_TRUE(between.is_open()) << "60 bites take longer than that";
  // Two at once: each bite is one of theirs.
  JobRunner one(pool_, clock_, {{"count", count_once}}, std::chrono::milliseconds(10));
  JobRunner other(pool_, clock_, {{"count", count_once}}, std::chrono::milliseconds(10));
  const auto ended = wait_for_end(job);
  EXPECT_EQ(ended.state, JobState::finished);
  EXPECT_EQ(ended.done, 60);
  EXPECT_EQ(ended.result, R"({"last":60})");
  const auto rows = database_.run([](db::Tx& tx) -> Result<std::int64_t> {
    return tx.one("SELECT COUNT(*) FROM wechat_push")->integer(0);
  });
  EXPECT_EQ(rows, 60);
}

TEST_F(JobRunnerTest, a_long_job_lets_others_of_its_kind_have_their_turn) {
  const flows::JobWork endless = [](db::Tx&, const Job& job, Instant) -> Result<JobProgress> {
    return JobProgress{job.done + 1, 0, false, ""};
  };
  const auto first = start("endless");
  const auto second = start("endless");
  JobRunner runner(pool_, clock_, {{"endless", endless}}, std::chrono::milliseconds(10));
  const auto has_begun = [](const Job& now) { return now.done > 0; };
  wait_for(first, has_begun);
  wait_for(second, has_begun);
}

TEST_F(JobRunnerTest, a_refusal_fails_the_job_and_an_exception_leaves_it_for_later) {
  const flows::JobWork refuse = [](db::Tx&, const Job&, Instant) -> Result<JobProgress> { return kNoGood; };
  const flows::JobWork blow_up = [](db::Tx&, const Job&, Instant) -> Result<JobProgress> {
    throw std::runtime_error("out of paper");
  };
  const auto refused = start("refuse");
  const auto thrown = start("throw");
  JobRunner runner(pool_, clock_, {{"refuse", refuse}, {"throw", blow_up}}, std::chrono::milliseconds(10));
  EXPECT_EQ(wait_for_end(refused).failure->code, "test.no_good");
  const auto later = wait_for(thrown, [](const Job& now) { return now.tries == 1; });
  EXPECT_TRUE(later.is_open());
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(reread(thrown).tries, 1) << "it rests for some seconds first";
}

}  // namespace
}  // namespace fenrun::server
