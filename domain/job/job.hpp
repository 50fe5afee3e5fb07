// Work that takes longer than a request: it is done in bites, each one transaction that also writes how far
// it came, so that neither a closed page nor a crashed process loses or repeats anything.
//
// A worker takes a job under a lease. The lease is a number and an end: whoever finds the end passed takes
// the job under the next number, and a bite writes only under the number it was begun with. So a process that
// stood still for too long changes nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/ids.hpp"

namespace fenrun {

using JobId = Id<struct JobNoun>;

enum class JobState {
  queued,
  running,
  finished,
  failed,     // refused, or given up after kJobTriesMax tries
  cancelled,  // what its bites have done stays done
};

std::string_view to_text(JobState state);
std::optional<JobState> job_state_from(std::string_view text);

// Why a job failed, as an ErrorCode says it.
struct JobFailure {
  std::string code;
  std::string zh;
  std::string en;
};

struct Job {
  JobId id;
  std::string public_id;
  std::string kind;        // one of those that server/job_runner knows
  std::string parameters;  // a JSON object, as the kind writes it
  JobState state = JobState::queued;
  std::int64_t done = 0;
  std::int64_t total = 0;  // 0: not known yet
  std::string result;      // a JSON object, as the kind writes it; empty: none yet
  std::optional<JobFailure> failure;
  StaffId started_by;
  Instant created_at;
  std::optional<Instant> ended_at;
  std::int64_t lease = 0;  // how often it was taken
  int tries = 0;           // how often since it last went forward

  [[nodiscard]] bool is_open() const { return state == JobState::queued || state == JobState::running; }
};

// How far a bite came.
struct JobProgress {
  std::int64_t done = 0;
  std::int64_t total = 0;
  bool is_finished = false;
  std::string result;  // empty: as before
  // Ends the job as failed; what the bite has done is kept.
  std::optional<JobFailure> failure{};
};

// What a worker may take for one bite before another may take the job over.
inline constexpr std::chrono::seconds kJobLease{60};
inline constexpr int kJobTriesMax = 5;

// How long a job rests after a bite failed: other work goes on, and what was in its way may pass.
std::chrono::seconds pause_before_job_retry(int tries);

inline constexpr ErrorCode kJobNotFound{ErrorKind::not_found, "job.not_found", "任务不存在",
                                        "There is no such job"};
inline constexpr ErrorCode kJobEnded{ErrorKind::conflict, "job.ended", "任务已结束",
                                     "The job has ended already"};
inline constexpr ErrorCode kJobOfAnother{ErrorKind::forbidden, "job.of_another", "只能取消自己发起的任务",
                                         "Only who started a job may cancel it"};
inline constexpr ErrorCode kJobGivenUp{
    ErrorKind::unavailable, "job.given_up", "任务多次执行失败，已放弃；请联系管理员",
    "The job failed several times and was given up; tell an administrator"};

}  // namespace fenrun
