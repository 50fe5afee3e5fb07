#include "flows/job/run_job.hpp"

#include "db/job/job.hpp"

namespace fenrun::flows {
namespace {

void end_job(db::Tx& tx, Job& job, JobState state, Instant now) {
  job.state = state;
  job.ended_at = now;
  db::update_job(tx, job, std::nullopt);
}

void fail_locked_job(db::Tx& tx, Job& job, const ErrorCode& why, Instant now) {
  job.failure = JobFailure{std::string(why.code), std::string(why.zh), std::string(why.en)};
  end_job(tx, job, JobState::failed, now);
}

// The job as it is now, locked; nothing when the lease under which it was taken is no longer good.
std::optional<Job> lock_under_lease(db::Tx& tx, const Job& taken) {
  auto job = db::lock_job(tx, taken.id);
  if (!job || !job->is_open() || job->lease != taken.lease) return std::nullopt;
  return job;
}

}  // namespace

Job start_job(db::Tx& tx, const StartJob& command, Instant now) {
  Job job;
  job.public_id = command.public_id;
  job.kind = command.kind;
  job.parameters = command.parameters;
  job.total = command.total;
  job.started_by = command.staff_id;
  job.created_at = now;
  job.id = db::insert_job(tx, job, now);
  return job;
}

Result<std::optional<Job>> take_job(db::Tx& tx, std::string_view kind, Instant now) {
  auto job = db::lock_due_job(tx, kind, now);
  if (!job) return std::optional<Job>();
  if (job->tries >= kJobTriesMax) {
    fail_locked_job(tx, *job, kJobGivenUp, now);
    return std::optional<Job>();
  }
  job->state = JobState::running;
  ++job->lease;
  ++job->tries;
  db::update_job(tx, *job, now + kJobLease);
  return job;
}

Result<bool> advance_job(db::Tx& tx, const Job& taken, const JobWork& work, Instant now) {
  auto job = lock_under_lease(tx, taken);
  if (!job) return false;
  const auto progress = work(tx, *job, now);
  if (!progress) return progress.error();
  job->done = progress->done;
  job->total = progress->total;
  if (!progress->result.empty()) job->result = progress->result;
  job->tries = 0;
  job->failure = progress->failure;
  if (job->failure) {
    end_job(tx, *job, JobState::failed, now);
    return false;
  }
  if (progress->is_finished) {
    end_job(tx, *job, JobState::finished, now);
  } else {
    db::update_job(tx, *job, now + kJobLease);
  }
  return !progress->is_finished;
}

Result<bool> release_job(db::Tx& tx, const Job& taken, Instant due_at) {
  auto job = lock_under_lease(tx, taken);
  if (!job) return false;
  db::update_job(tx, *job, due_at);
  return true;
}

Result<bool> fail_job(db::Tx& tx, const Job& taken, const ErrorCode& why, Instant now) {
  auto job = lock_under_lease(tx, taken);
  if (!job) return false;
  fail_locked_job(tx, *job, why, now);
  return true;
}

Result<Job> cancel_job(db::Tx& tx, const CancelJob& command, Instant now) {
  auto job = db::lock_job_by_public_id(tx, command.public_id);
  if (!job) return kJobNotFound;
  if (!command.may_cancel_others && job->started_by != command.staff_id) return kJobOfAnother;
  if (!job->is_open()) return kJobEnded;
  end_job(tx, *job, JobState::cancelled, now);
  return *job;
}

}  // namespace fenrun::flows
