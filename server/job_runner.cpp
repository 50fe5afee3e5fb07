#include "server/job_runner.hpp"

#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/mysql/loggable.hpp"

namespace fenrun::server {
namespace {

// How long one job may go on before the next has its turn.
constexpr std::chrono::seconds kJobTurn{2};
constexpr std::chrono::seconds kJobQueueWait{5};

// Runs a story and waits for it, which this thread is for. Rethrows what escapes it.
template <class T>
Result<T> run_job_story(db::Database& database, const Clock& clock, std::function<Result<T>(db::Tx&)> story) {
  const auto ended = std::make_shared<std::promise<db::Outcome<T>>>();
  database.run<T>(db::Lane::pool, clock.steady() + kJobQueueWait, std::move(story),
                  [ended](db::Outcome<T> outcome) { ended->set_value(std::move(outcome)); });
  db::Outcome<T> outcome = ended->get_future().get();
  if (const auto* thrown = std::get_if<std::exception_ptr>(&outcome)) std::rethrow_exception(*thrown);
  return std::move(std::get<Result<T>>(outcome));
}

void count_job(const std::string& kind, const char* outcome) {
  metrics::counter("fenrun_jobs_total", "Background jobs by what a bite of theirs ended with",
                   {{"kind", kind}, {"outcome", outcome}})
      .add();
}

}  // namespace

JobRunner::JobRunner(db::Database& database, const Clock& clock, std::vector<JobKind> kinds,
                     std::chrono::milliseconds interval)
    : database_(database),
      clock_(clock),
      kinds_(std::move(kinds)),
      thread_([this, interval] { work(interval); }) {}

JobRunner::~JobRunner() { stop(); }

void JobRunner::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void JobRunner::work(std::chrono::milliseconds interval) {
  // After a round that did something the next one follows without a wait; wait() still sees the end.
  while (wait(take_turns() ? std::chrono::milliseconds(0) : interval)) {
  }
}

bool JobRunner::take_turns() {
  bool had_work = false;
  for (const JobKind& kind : kinds_) {
    if (is_stopping_) return false;
    try {
      had_work = take_turn(kind) || had_work;
    } catch (const std::exception& failure) {
      // The database is away; the lease, if one was taken, ends by itself.
      log::warning("job_runner.failed", {{"kind", kind.name}, {"what", db::loggable(failure)}});
    }
  }
  return had_work;
}

bool JobRunner::take_turn(const JobKind& kind) {
  using Taken = std::optional<Job>;
  std::function<Result<Taken>(db::Tx&)> take = [&](db::Tx& tx) {
    return flows::take_job(tx, kind.name, clock_.now());
  };
  const Result<Taken> taken = run_job_story<Taken>(database_, clock_, take);
  if (!taken || !*taken) return false;
  const Job& job = **taken;
  const auto turn_ends = clock_.steady() + kJobTurn;
  bool has_more = true;
  while (has_more && !is_stopping_ && clock_.steady() < turn_ends) has_more = bite(kind, job);
  if (!has_more) return true;
  std::function<Result<bool>(db::Tx&)> release = [&](db::Tx& tx) {
    return flows::release_job(tx, job, clock_.now());
  };
  (void)run_job_story<bool>(database_, clock_, release);
  return true;
}

bool JobRunner::bite(const JobKind& kind, const Job& job) {
  std::function<Result<bool>(db::Tx&)> advance = [&](db::Tx& tx) {
    return flows::advance_job(tx, job, kind.work, clock_.now());
  };
  std::function<Result<bool>(db::Tx&)> postpone = [&](db::Tx& tx) {
    return flows::release_job(tx, job, clock_.now() + pause_before_job_retry(job.tries));
  };
  std::string thrown;
  try {
    const Result<bool> has_more = run_job_story<bool>(database_, clock_, advance);
    if (has_more) {
      if (kind.after_commit) kind.after_commit();
      if (!*has_more) count_job(kind.name, "ended");
      return *has_more;
    }
    if (has_more.error().kind() == ErrorKind::unavailable) {
      // Another worker, or this one later, goes on from here.
      (void)run_job_story<bool>(database_, clock_, postpone);
      return false;
    }
    count_job(kind.name, "refused");
    const ErrorCode why = has_more.error().definition();
    std::function<Result<bool>(db::Tx&)> fail = [&](db::Tx& tx) {
      return flows::fail_job(tx, job, why, clock_.now());
    };
    (void)run_job_story<bool>(database_, clock_, fail);
    return false;
  } catch (const std::exception& failure) {
    thrown = db::loggable(failure);
  }
  count_job(kind.name, "threw");
  log::error("job_runner.bite_failed",
             {{"kind", kind.name}, {"job", job.public_id}, {"tries", job.tries}, {"what", thrown}});
  (void)run_job_story<bool>(database_, clock_, postpone);
  return false;
}

bool JobRunner::wait(std::chrono::milliseconds interval) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, interval, [this] { return is_stopping_.load(); });
}

}  // namespace fenrun::server
