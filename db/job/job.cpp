#include "db/job/job.hpp"

#include <limits>

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

#define JOB_COLUMNS                                                                                     \
  "id, public_id, kind, parameters, state, done, total, result, failure_code, failure_zh, failure_en, " \
  "started_by, created_at, ended_at, lease, tries"

namespace fenrun::db {
namespace {

std::optional<JobFailure> read_job_failure(const Row& row) {
  if (row.is_null(8)) return std::nullopt;
  return JobFailure{row.text(8), row.maybe_text(9).value_or(""), row.maybe_text(10).value_or("")};
}

Job read_job(const Row& row) {
  const auto state = job_state_from(row.text(4));
  FENRUN_ASSERT(state);
  return {row.id<JobId>(0),
          row.text(1),
          row.text(2),
          row.text(3),
          *state,
          row.integer(5),
          row.integer(6),
          row.text(7),
          read_job_failure(row),
          row.id<StaffId>(11),
          row.time(12),
          row.maybe_time(13),
          row.integer(14),
          static_cast<int>(row.integer(15))};
}

std::optional<Job> read_maybe_job(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_job(*row);
}

std::optional<std::string_view> job_state_or_null(const std::optional<JobState>& state) {
  if (!state) return std::nullopt;
  return to_text(*state);
}

}  // namespace

JobId insert_job(Tx& tx, const Job& job, Instant due_at) {
  return JobId{
      tx.insert_id("INSERT INTO job (public_id, kind, parameters, state, done, total, result, started_by, "
                   "created_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   {job.public_id, job.kind, job.parameters, to_text(job.state), job.done, job.total,
                    job.result, job.started_by, job.created_at, due_at})};
}

std::optional<Job> find_job(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_job(tx.one("SELECT " JOB_COLUMNS " FROM job WHERE public_id = ?", {public_id}));
}

std::optional<Job> lock_job(Tx& tx, JobId id) {
  return read_maybe_job(tx.one("SELECT " JOB_COLUMNS " FROM job WHERE id = ? FOR UPDATE", {id}));
}

std::optional<Job> lock_job_by_public_id(Tx& tx, std::string_view public_id) {
  if (!crypto::is_ulid(public_id)) return std::nullopt;
  return read_maybe_job(
      tx.one("SELECT " JOB_COLUMNS " FROM job WHERE public_id = ? FOR UPDATE", {public_id}));
}

std::optional<Job> lock_due_job(Tx& tx, std::string_view kind, Instant now) {
  return read_maybe_job(tx.one("SELECT " JOB_COLUMNS
                               " FROM job WHERE kind = ? AND due_at <= ? ORDER BY due_at LIMIT 1 "
                               "FOR UPDATE SKIP LOCKED",
                               {kind, now}));
}

void update_job(Tx& tx, const Job& job, std::optional<Instant> due_at) {
  const bool has_failed = job.failure.has_value();
  const JobFailure failure = job.failure.value_or(JobFailure{});
  tx.execute_one(
      "UPDATE job SET state = ?, done = ?, total = ?, result = ?, failure_code = IF(?, ?, NULL), "
      "failure_zh = IF(?, ?, NULL), failure_en = IF(?, ?, NULL), ended_at = ?, lease = ?, tries = ?, "
      "due_at = ? WHERE id = ?",
      {to_text(job.state), job.done, job.total, job.result, has_failed, failure.code, has_failed, failure.zh,
       has_failed, failure.en, job.ended_at, job.lease, job.tries, due_at, job.id});
}

Page<Job> list_jobs(Tx& tx, const JobFilter& filter, const PageRequest& page) {
  const auto before = page.after == 0 ? std::numeric_limits<std::int64_t>::max() : page.after;
  const auto state = job_state_or_null(filter.state);
  std::vector<Job> jobs;
  for (const Row& row : tx.all("SELECT " JOB_COLUMNS " FROM job WHERE id < ? AND (? IS NULL OR kind = ?) "
                               "AND (? IS NULL OR state = ?) ORDER BY id DESC LIMIT ?",
                               {before, filter.kind, filter.kind, state, state, page.rows() + 1})) {
    jobs.push_back(read_job(row));
  }
  return cut_page(std::move(jobs), page, [](const Job& job) { return job.id.value; });
}

}  // namespace fenrun::db

#undef JOB_COLUMNS
