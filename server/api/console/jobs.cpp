// Background jobs, whoever started them: how far they are, how they ended, and calling one off.
#include "db/job/job.hpp"
#include "flows/job/run_job.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/job_events.hpp"
#include "server/api/job_view.hpp"
#include "server/api/staff_names.hpp"
#include "server/api/story.hpp"

namespace fenrun::server::console {
namespace {

constexpr JobState kJobStates[] = {JobState::queued, JobState::running, JobState::finished, JobState::failed,
                                   JobState::cancelled};

bool is_job_kind(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

}  // namespace

Result<Reply> list_jobs(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  db::JobFilter filter;
  filter.kind = query.maybe_text("kind", {1, 32});
  const auto state = query.maybe_one_of("state", {"queued", "running", "finished", "failed", "cancelled"});
  if (auto refused = query.refusal()) return *refused;
  if (state) filter.state = kJobStates[*state];
  Page<Job> page;
  if (is_job_kind(filter.kind.value_or(""))) page = db::list_jobs(tx, filter, {list.after.id, list.limit});
  StaffNames names(tx);
  return ok_list(call, page.items, page.next, [&](const Job& job) { return named_job_json(names, job); });
}

Result<Reply> show_job(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("job");
  if (!public_id) return public_id.error();
  const auto job = db::find_job(tx, *public_id);
  if (!job) return kJobNotFound;
  StaffNames names(tx);
  return ok(named_job_json(names, *job));
}

AsyncReply show_job_events(const Call& call, Edge&) {
  std::function<Result<Job>(db::Tx&)> story = [&](db::Tx& tx) -> Result<Job> {
    const auto public_id = call.public_id_in_path("job");
    if (!public_id) return public_id.error();
    const auto job = db::find_job(tx, *public_id);
    if (!job) return kJobNotFound;
    return *job;
  };
  const Result<Job> job = co_await run_story<Job>(call, story);
  if (!job) co_return job.error();
  co_return job_events(call.app, job->public_id);
}

Result<Reply> cancel_job(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("job");
  if (!public_id) return public_id.error();
  const bool may_cancel_others = call.caller.role == Role::admin;
  const auto job = flows::cancel_job(tx, {*public_id, call.caller.staff, may_cancel_others}, call.now);
  if (!job) return job.error();
  const auto shown = job_json(*job);
  call.audit = {"job:" + job->public_id, "", shown.str(), ""};
  return ok(shown);
}

}  // namespace fenrun::server::console
