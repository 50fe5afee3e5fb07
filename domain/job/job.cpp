#include "domain/job/job.hpp"

#include <algorithm>

namespace fenrun {
namespace {

constexpr JobState kJobStates[] = {JobState::queued, JobState::running, JobState::finished, JobState::failed,
                                   JobState::cancelled};

}  // namespace

std::string_view to_text(JobState state) {
  switch (state) {
    case JobState::queued:
      return "queued";
    case JobState::running:
      return "running";
    case JobState::finished:
      return "finished";
    case JobState::failed:
      return "failed";
    case JobState::cancelled:
      return "cancelled";
  }
  return "";
}

std::optional<JobState> job_state_from(std::string_view text) {
  const auto* const found = std::find_if(std::begin(kJobStates), std::end(kJobStates),
                                         [text](JobState state) { return to_text(state) == text; });
  if (found == std::end(kJobStates)) return std::nullopt;
  return *found;
}

std::chrono::seconds pause_before_job_retry(int tries) {
  return std::chrono::seconds(5) * (1 << std::clamp(tries - 1, 0, kJobTriesMax));
}

}  // namespace fenrun
