#include "server/housekeeping.hpp"

#include <future>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "flows/consumer/sweep.hpp"
#include "flows/dealer/sweep_tree_changes.hpp"
#include "flows/file/sweep_files.hpp"
#include "flows/push/sweep_pushes.hpp"
#include "flows/staff/sweep_console.hpp"
#include "flows/statistics/sweep_scans.hpp"

namespace fenrun::server {
namespace {

// A first sweep after a long outage may find much; it goes on an interval later.
constexpr int kBitesMax = 100;

// What one bite took of each kind.
struct Bite {
  flows::Swept logins;
  flows::SweptConsole console;
  flows::SweptPushes pushes;
  flows::SweptTreeChanges tree;
  flows::SweptFiles files;
  flows::SweptScans scans;

  [[nodiscard]] bool is_done() const {
    return logins.is_done && console.is_done && pushes.is_done && tree.is_done && files.is_done &&
           scans.is_done;
  }
};

Result<Bite> take_bite(db::Tx& tx, const HousekeepingOptions& options, Instant now) {
  const auto logins = flows::sweep_logins(tx, {}, now);
  if (!logins) return logins.error();
  const auto console = flows::sweep_console(tx, {options.kept_replies}, now);
  if (!console) return console.error();
  const auto pushes = flows::sweep_pushes(tx, {options.wechat_pushes}, now);
  if (!pushes) return pushes.error();
  const auto tree = flows::sweep_tree_changes(tx, {options.tree_changes}, now);
  if (!tree) return tree.error();
  const auto files = flows::sweep_files(tx, {options.kept_files}, now);
  if (!files) return files.error();
  const auto scans = flows::sweep_scans(tx, now);
  if (!scans) return scans.error();
  return Bite{*logins, *console, *pushes, *tree, *files, *scans};
}

void count_rows(const char* kind, std::uint64_t rows) {
  if (rows == 0) return;
  metrics::counter("fenrun_housekeeping_rows_total", "Rows that housekeeping has deleted", {{"kind", kind}})
      .add(static_cast<double>(rows));
}

void count_bite(const Bite& bite) {
  count_rows("consumer_session", bite.logins.sessions);
  count_rows("login_code", bite.logins.login_codes);
  count_rows("staff_session", bite.console.sessions);
  count_rows("login_attempt", bite.console.login_attempts);
  count_rows("kept_reply", bite.console.replies);
  count_rows("step_up", bite.console.step_ups);
  count_rows("withdrawal_set", bite.console.sets);
  count_rows("wechat_push", bite.pushes.pushes);
  count_rows("tree_change", bite.tree.changes);
  count_rows("kept_file", bite.files.files);
  count_rows("referral_scan", bite.scans.scans);
}

void report_failure() {
  metrics::counter("fenrun_housekeeping_failures_total", "Sweeps that ended with a failure").add();
  log::warning("housekeeping.failed");
}

// Whether there is nothing more to do now; true as well when the database has no time for us.
bool note_outcome(const db::Outcome<Bite>& outcome) {
  const auto* const result = std::get_if<Result<Bite>>(&outcome);
  if (result == nullptr) report_failure();
  if (result == nullptr || !result->has_value()) return true;
  count_bite(**result);
  return (*result)->is_done();
}

}  // namespace

Housekeeping::Housekeeping(db::Database& database, const Clock& clock, HousekeepingOptions options)
    : database_(database), clock_(clock), options_(options), thread_([this] { work(); }) {}

Housekeeping::~Housekeeping() { stop(); }

void Housekeeping::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Housekeeping::work() {
  while (wait()) sweep();
}

void Housekeeping::sweep() {
  for (int bite = 0; bite < kBitesMax; ++bite) {
    const auto ended = std::make_shared<std::promise<bool>>();
    std::function<Result<Bite>(db::Tx&)> story = [this](db::Tx& tx) {
      return take_bite(tx, options_, clock_.now());
    };
    database_.run<Bite>(
        db::Lane::pool, clock_.steady() + std::chrono::seconds(5), story,
        [ended](const db::Outcome<Bite>& outcome) { ended->set_value(note_outcome(outcome)); });
    if (ended->get_future().get()) return;
  }
}

bool Housekeeping::wait() {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, options_.interval, [this] { return is_stopping_; });
}

}  // namespace fenrun::server
