// Rows of `job`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/job/job.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

JobId insert_job(Tx& tx, const Job& job, Instant due_at);

std::optional<Job> find_job(Tx& tx, std::string_view public_id);
// FOR UPDATE: bites of one job, its cancellation and its taking over come one after the other.
std::optional<Job> lock_job(Tx& tx, JobId id);
std::optional<Job> lock_job_by_public_id(Tx& tx, std::string_view public_id);
// The job of the kind that is due for longest, locked; one that somebody holds now is passed over.
std::optional<Job> lock_due_job(Tx& tx, std::string_view kind, Instant now);

// Writes everything that changes; `due_at` is nothing exactly when it has ended.
void update_job(Tx& tx, const Job& job, std::optional<Instant> due_at);

struct JobFilter {
  std::optional<std::string> kind;  // what is not set fits everything
  std::optional<JobState> state;
};
// Newest first; the cursor is the id of the last one seen.
Page<Job> list_jobs(Tx& tx, const JobFilter& filter, const PageRequest& page);

}  // namespace fenrun::db
