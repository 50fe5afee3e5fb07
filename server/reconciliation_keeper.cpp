#include "server/reconciliation_keeper.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>

#include "base/crypto/encoding.hpp"
#include "base/log.hpp"
#include "db/mysql/loggable.hpp"
#include "flows/job/run_job.hpp"
#include "flows/reconciliation/plan_reconciliation.hpp"
#include "server/await.hpp"

namespace fenrun::server {
namespace {

constexpr std::chrono::seconds kPlanStory{10};
constexpr std::chrono::seconds kPlanEvery{30};
constexpr int kDaysAtOnce = 31;

}  // namespace

ReconciliationKeeper::ReconciliationKeeper(wechat::PayClient& client, db::Database& database,
                                           const Clock& clock, Random& random,
                                           std::chrono::milliseconds interval)
    : database_(database),
      clock_(clock),
      random_(random),
      desk_(client, database, clock),
      interval_(interval) {
  boost::asio::co_spawn(context_, keep(), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  thread_ = std::thread([this] { context_.run(); });
}

ReconciliationKeeper::~ReconciliationKeeper() { stop(); }

void ReconciliationKeeper::stop() {
  is_stopping_ = true;
  boost::asio::post(context_, [this] { bell_.cancel(); });
  if (thread_.joinable()) thread_.join();
}

template <class T>
ReconciliationKeeper::Awaitable<Result<T>> ReconciliationKeeper::run(
    std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kPlanStory;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

ReconciliationKeeper::Awaitable<void> ReconciliationKeeper::keep() {
  while (!is_stopping_) {
    co_await rest();
    if (is_stopping_) co_return;
    co_await round();
  }
}

ReconciliationKeeper::Awaitable<void> ReconciliationKeeper::rest() {
  bell_.expires_after(interval_);
  boost::system::error_code ignored;
  co_await bell_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
}

ReconciliationKeeper::Awaitable<void> ReconciliationKeeper::round() {
  std::string failure;
  try {
    co_await plan();
    co_await work();
  } catch (const std::exception& thrown) {
    failure = db::loggable(thrown);
  }
  // The lease of a job that was taken ends by itself; after some tries the job is given up.
  if (!failure.empty()) log::error("reconciliation_keeper.failed", {{"what", failure}});
}

ReconciliationKeeper::Awaitable<void> ReconciliationKeeper::plan() {
  if (clock_.steady() < next_plan_) co_return;
  next_plan_ = clock_.steady() + kPlanEvery;
  std::function<Result<bool>(db::Tx&)> story = [this](db::Tx& tx) -> Result<bool> {
    const Instant now = clock_.now();
    flows::open_reconciliation_days(tx, now);
    for (const BillDay day : flows::take_due_days(tx, now, kDaysAtOnce)) {
      flows::StartJob command;
      const auto created = std::chrono::floor<std::chrono::milliseconds>(now);
      command.public_id = crypto::make_ulid(created.time_since_epoch().count(), random_.bytes<10>());
      command.kind = flows::kReconciliationJob;
      command.parameters = reconciliation_parameters(day, false);
      flows::start_job(tx, command, now);
    }
    return true;
  };
  const Result<bool> planned = co_await run<bool>(story);
  if (!planned) log::info("reconciliation_keeper.not_planned", {{"code", planned.error().code()}});
}

ReconciliationKeeper::Awaitable<void> ReconciliationKeeper::work() {
  using Taken = std::optional<Job>;
  std::function<Result<Taken>(db::Tx&)> take = [this](db::Tx& tx) {
    return flows::take_job(tx, flows::kReconciliationJob, clock_.now());
  };
  const Result<Taken> taken = co_await run<Taken>(take);
  if (!taken || !*taken) co_return;
  const Job job = **taken;
  const Done done = co_await desk_.work(job);
  if (done) co_return;
  std::function<Result<bool>(db::Tx&)> postpone = [&](db::Tx& tx) {
    return flows::release_job(tx, job, clock_.now() + pause_before_job_retry(job.tries));
  };
  const Result<bool> postponed = co_await run<bool>(postpone);
  if (!postponed) log::info("reconciliation_keeper.lease_kept", {{"job", job.public_id}});
}

}  // namespace fenrun::server
