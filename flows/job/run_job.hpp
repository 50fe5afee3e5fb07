// The life of a background job: started, taken, advanced bite by bite, ended. domain/job/job.hpp says what a
// lease is.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/job/job.hpp"

namespace fenrun::flows {

struct StartJob {
  std::string public_id;  // a fresh ULID
  std::string kind;
  std::string parameters = "{}";
  std::int64_t total = 0;  // 0: not known yet
  StaffId staff_id;
};
// Begins when the transaction has been committed.
Job start_job(db::Tx& tx, const StartJob& command, Instant now);

// Takes the job of `kind` that is due for longest, for kJobLease. One that was taken kJobTriesMax times
// without going forward is failed with kJobGivenUp instead. Nothing: there is nothing to do.
Result<std::optional<Job>> take_job(db::Tx& tx, std::string_view kind, Instant now);

// What a kind of job does in one bite, a second or so of work. It may be run twice, and does all that it
// changes in the given transaction; what it refuses with fails the job.
using JobWork = std::function<Result<JobProgress>(db::Tx&, const Job&, Instant)>;

// One bite of a job taken. True when there is more to do under this lease; false when it has ended, by this
// bite or otherwise, or somebody else has it now. Refuses as the work does; nothing of the bite is kept then,
// and fail_job() is for the caller.
Result<bool> advance_job(db::Tx& tx, const Job& taken, const JobWork& work, Instant now);

// Gives it back before the lease has ended: `due_at` is when the next may take it.
Result<bool> release_job(db::Tx& tx, const Job& taken, Instant due_at);
// Ends it, unless somebody else has it now.
Result<bool> fail_job(db::Tx& tx, const Job& taken, const ErrorCode& why, Instant now);

struct CancelJob {
  std::string public_id;
  StaffId staff_id;
  bool may_cancel_others = false;
};
// Waits for the bite under way. Refuses with kJobNotFound, kJobOfAnother, kJobEnded.
Result<Job> cancel_job(db::Tx& tx, const CancelJob& command, Instant now);

}  // namespace fenrun::flows
