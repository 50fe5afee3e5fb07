// Background jobs run here: a thread that takes what is due, kind by kind, and has its bites done on the
// database's workers, between the requests. Any number of processes may run one (domain/job/job.hpp).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/database.hpp"
#include "flows/job/run_job.hpp"

namespace fenrun::server {

struct JobKind {
  std::string name;
  flows::JobWork work;
  std::function<void()> after_commit{};  // of each bite, on the runner's thread; may be empty
};

class JobRunner {
 public:
  // Jobs of other kinds are left for processes that know them. `database` and `clock` outlive it.
  JobRunner(db::Database& database, const Clock& clock, std::vector<JobKind> kinds,
            std::chrono::milliseconds interval = std::chrono::milliseconds(500));
  ~JobRunner();  // stops
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  // After the bite under way. Call it before the database stops. Safe to call twice.
  void stop();

 private:
  void work(std::chrono::milliseconds interval);
  // One turn for each kind; whether any of them had a job.
  bool take_turns();
  bool take_turn(const JobKind& kind);
  // False when the job has ended, or somebody else has it, or the database has no time for us.
  bool bite(const JobKind& kind, const Job& job);
  [[nodiscard]] bool wait(std::chrono::milliseconds interval);

  db::Database& database_;
  const Clock& clock_;
  const std::vector<JobKind> kinds_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

}  // namespace fenrun::server
