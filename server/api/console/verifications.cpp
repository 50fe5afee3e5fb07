// The chains of ledger and audit log, read from end to end in the background.
#include "db/audit/audit.hpp"
#include "db/job/job.hpp"
#include "flows/job/run_job.hpp"
#include "flows/ledger/walk_books.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/job_view.hpp"
#include "server/verification_job.hpp"

namespace fenrun::server::console {
namespace {

inline constexpr ErrorCode kVerificationRunning{ErrorKind::conflict, "verification.running", "核验正在进行",
                                                "A verification is under way"};

bool is_under_way(db::Tx& tx) {
  db::hold_audit_log(tx);
  for (const JobState state : {JobState::queued, JobState::running}) {
    db::JobFilter filter;
    filter.kind = kVerificationJob;
    filter.state = state;
    if (!db::list_jobs(tx, filter, {0, 1}).items.empty()) return true;
  }
  return false;
}

}  // namespace

Result<Reply> start_verification(const Call& call, db::Tx& tx) {
  if (is_under_way(tx)) return kVerificationRunning;
  flows::StartJob command;
  command.public_id = call.new_public_id();
  command.kind = kVerificationJob;
  command.total = flows::kBooksPartCount;
  command.staff_id = call.caller.staff;
  StaffNames names(tx);
  const auto shown = named_job_json(names, flows::start_job(tx, command, call.now));
  call.audit = {"job:" + command.public_id, "", shown.str(), ""};
  return created(shown);
}

}  // namespace fenrun::server::console
