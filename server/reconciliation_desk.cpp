#include "server/reconciliation_desk.hpp"

#include "base/assert.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/reconciliation/bill_file.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "flows/job/run_job.hpp"
#include "flows/reconciliation/reconcile_day.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/json/writer.hpp"
#include "server/await.hpp"
#include "server/bill_lines.hpp"
#include "server/fetched_bill.hpp"

namespace fenrun::server {
namespace {

// A bill of a million lines is matched in one story.
constexpr std::chrono::minutes kMatchingDeadline{10};

struct ReconciliationWish {
  BillDay day;
  bool is_refetch = false;
};

ReconciliationWish wish_of(const Job& job) {
  json::Reader parameters(job.parameters);
  const auto day = parse_bill_day(parameters.text("day", {10, 10}));
  const bool is_refetch = parameters.boolean("refetch");
  if (parameters.refusal() || !day) throw std::logic_error("a reconciliation of no day: " + job.parameters);
  return {*day, is_refetch};
}

std::string result_of(const ReconciliationDay& day, std::int64_t open) {
  json::Writer result;
  result.text("day", bill_day_text(day.day))
      .integer("matched", day.operation.matched + day.basic.matched)
      .integer("differences", day.operation.differences + day.basic.differences + day.trade.differences)
      .integer("open_differences", open);
  return result.str();
}

void report(const ReconciliationDay& day, std::int64_t open) {
  metrics::counter("fenrun_reconciliations_total", "Days of bills that were matched, by how they came out.",
                   {{"outcome", open == 0 ? "agrees" : "differs"}})
      .add();
  if (open == 0) return;
  log::error("reconciliation.differs", {{"day", bill_day_text(day.day)},
                                        {"open_differences", open},
                                        {"to_do", "look at the day in the console"}});
}

}  // namespace

std::string reconciliation_parameters(BillDay day, bool is_refetch) {
  json::Writer parameters;
  parameters.text("day", bill_day_text(day)).boolean("refetch", is_refetch);
  return parameters.str();
}

template <class T>
ReconciliationDesk::Awaitable<Result<T>> ReconciliationDesk::run(std::function<Result<T>(db::Tx&)> story) {
  const auto deadline = clock_.steady() + kMatchingDeadline;
  Result<T> result = co_await on_database<T>(database_, db::Lane::pool, deadline, std::move(story));
  co_return result;
}

ReconciliationDesk::Awaitable<Result<bool>> ReconciliationDesk::is_stored(BillKind account, BillDay day) {
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    const auto file = db::find_bill_file(tx, client_.merchant().mchid, account, day);
    return file && file->is_readable && !file->sha1.empty();
  };
  Result<bool> stored = co_await run<bool>(story);
  co_return stored;
}

ReconciliationDesk::Awaitable<wechat::PayOutcome<wechat::BillFile>> ReconciliationDesk::ask_for(BillKind bill,
                                                                                                BillDay day) {
  const std::chrono::year_month_day date(day);
  switch (bill) {
    case BillKind::operation:
      return client_.bills().fund_bill(date, wechat::FundAccount::operation);
    case BillKind::basic:
      return client_.bills().fund_bill(date, wechat::FundAccount::basic);
    case BillKind::trade:
      return client_.bills().trade_bill(date);
  }
  FENRUN_UNREACHABLE("no such bill");
}

ReconciliationDesk::Awaitable<Result<flows::StoreBill>> ReconciliationDesk::fetch_one(BillKind account,
                                                                                      BillDay day) {
  flows::StoreBill bill;
  bill.file.mchid = client_.merchant().mchid;
  bill.file.account = account;
  bill.file.day = day;
  wechat::PayOutcome<wechat::BillFile> outcome = co_await ask_for(account, day);
  if (outcome.refused_with("NO_STATEMENT_EXIST")) co_return bill;
  if (outcome.refused_with("STATEMENT_CREATING")) co_return kBillsNotReady;
  if (!outcome.is_done()) {
    const std::string why = outcome.refusal() != nullptr ? outcome.refusal()->code : outcome.unknown()->note;
    log::warning("reconciliation.bill_not_fetched",
                 {{"account", to_word(account)}, {"day", bill_day_text(day)}, {"why", why}});
    co_return kBillsNotFetched;
  }
  read_into(bill.file, outcome.done());
  bill.packed = std::move(outcome.done().packed);
  co_return bill;
}

ReconciliationDesk::Awaitable<Done> ReconciliationDesk::keep(const flows::StoreBill& bill) {
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    const auto day = db::lock_reconciliation_day(tx, bill.file.day);
    if (day && day->state == ReconciliationState::closed) return kReconciliationClosed;
    flows::store_bill(tx, bill, clock_.now());
    return true;
  };
  const Result<bool> kept = co_await run<bool>(story);
  if (!kept) co_return kept.error();
  co_return Done();
}

ReconciliationDesk::Awaitable<Done> ReconciliationDesk::fetch_and_keep(BillKind account, BillDay day,
                                                                       bool is_refetch) {
  const Result<bool> stored = co_await is_stored(account, day);
  if (!stored) co_return stored.error();
  if (*stored && !is_refetch) co_return Done();
  const Result<flows::StoreBill> bill = co_await fetch_one(account, day);
  if (!bill) co_return bill.error();
  const Done kept = co_await keep(*bill);
  co_return kept;
}

// Each is kept as soon as it is here: a download may take longer than the job's lease, and whoever takes the
// job then goes on with what there is. One that cannot be had keeps none of the others away.
ReconciliationDesk::Awaitable<Done> ReconciliationDesk::fetch(BillDay day, bool is_refetch) {
  Done all;
  for (const BillKind account : kBillKinds) {
    const Done fetched = co_await fetch_and_keep(account, day, is_refetch);
    if (!fetched && all) all = fetched;
  }
  co_return all;
}

// What was fetched says something also while the rest is missing.
ReconciliationDesk::Awaitable<Done> ReconciliationDesk::match_stored(BillDay day) {
  std::function<Result<bool>(db::Tx&)> story = [&](db::Tx& tx) -> Result<bool> {
    flows::match_stored_bills(tx, {day, client_.merchant().mchid, walk_stored_bill}, clock_.now());
    return true;
  };
  const Result<bool> matched = co_await run<bool>(story);
  if (!matched) co_return matched.error();
  co_return Done();
}

ReconciliationDesk::Awaitable<Done> ReconciliationDesk::work(Job job) {
  const ReconciliationWish wish = wish_of(job);
  const Done fetched = co_await fetch(wish.day, wish.is_refetch);
  if (!fetched) {
    const Done matched = co_await match_stored(wish.day);
    if (!matched) co_return matched.error();
  }
  std::optional<ReconciliationDay> day;
  std::int64_t open = 0;
  const flows::JobWork match = [&](db::Tx& tx, const Job&, Instant now) -> Result<JobProgress> {
    if (!fetched) return fetched.error();
    const flows::ReconcileDay command{wish.day, client_.merchant().mchid, walk_stored_bill};
    const auto done = flows::reconcile_day(tx, command, now);
    if (!done) return done.error();
    day = *done;
    open = db::count_open_differences(tx, wish.day);
    return JobProgress{1, 1, true, result_of(*done, open), {}};
  };
  std::function<Result<bool>(db::Tx&)> advance = [&](db::Tx& tx) {
    return flows::advance_job(tx, job, match, clock_.now());
  };
  const Result<bool> ended = co_await run<bool>(advance);
  if (ended) {
    if (day) report(*day, open);
    co_return Done();
  }
  if (ended.error().kind() == ErrorKind::unavailable) co_return ended.error();
  const ErrorCode why = ended.error().definition();
  std::function<Result<bool>(db::Tx&)> fail = [&](db::Tx& tx) {
    return flows::fail_job(tx, job, why, clock_.now());
  };
  const Result<bool> failed = co_await run<bool>(fail);
  if (!failed) co_return failed.error();
  co_return Done();
}

}  // namespace fenrun::server
