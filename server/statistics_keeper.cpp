#include "server/statistics_keeper.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "db/statistics/sales_day.hpp"
#include "flows/statistics/draw_cohorts.hpp"
#include "flows/statistics/draw_funnel.hpp"
#include "flows/statistics/keep_statistics.hpp"

namespace fenrun::server {
namespace {

using std::chrono::days;

constexpr days kWeeks{35};
constexpr std::chrono::minutes kWeeksEvery{15};
constexpr std::chrono::hours kWholeEvery{6};
constexpr days kPiece{31};  // days that are looked at by one question
constexpr int kFoldBite = 5'000;
constexpr std::int64_t kCohortBite = 10'000;  // customers
// After a long outage, or at the first start over an old ledger; the rest comes a minute later.
constexpr int kFoldBitesMax = 500;

void count_drawn(int more) {
  metrics::counter("fenrun_statistics_days_drawn_total", "Days of sales whose figures were drawn anew")
      .add(more);
}

}  // namespace

StatisticsKeeper::StatisticsKeeper(db::Database& database, const Clock& clock,
                                   std::chrono::milliseconds interval)
    : database_(database), clock_(clock), interval_(interval) {
  count_drawn(0);  // an alert can tell a counter that stands still from one that is not there
  thread_ = std::thread([this] { work(); });
}

StatisticsKeeper::~StatisticsKeeper() { stop(); }

void StatisticsKeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// The first round comes soon: a new shop has figures before anybody asks for them.
void StatisticsKeeper::work() {
  auto pause = interval_ / 12;
  while (wait(pause)) {
    pause = interval_;
    draw_sales();
    fold_ledger();
    draw_funnel();
    draw_cohorts();
  }
}

std::optional<db::StatisticPlace> StatisticsKeeper::place() {
  return run<db::StatisticPlace>(
      [](db::Tx& tx) -> Result<db::StatisticPlace> { return db::find_statistic_place(tx); });
}

std::optional<BillDay> StatisticsKeeper::first_day(BillDay today) {
  return run<BillDay>([today](db::Tx& tx) -> Result<BillDay> {
    return std::min(db::first_day_of_sales(tx).value_or(today), today);
  });
}

// All days when nothing is drawn: somebody has deleted the figures to have them anew.
void StatisticsKeeper::draw_sales() {
  const Instant now = clock_.now();
  const auto steady = clock_.steady();
  const BillDay today = bill_day_of(now);
  const auto drawn = place();
  if (!drawn) return;
  const bool is_whole = !drawn->sales_as_of || steady >= next_whole_;
  const bool is_weeks = is_whole || steady >= next_weeks_;
  const auto first = is_whole ? first_day(today) : std::optional(today);
  if (!first) return;
  const BillDay from = is_weeks ? std::min(*first, today - kWeeks) : today - days(1);
  if (!draw_span({from, today})) return;
  if (is_whole) next_whole_ = steady + kWholeEvery;
  if (is_weeks) next_weeks_ = steady + kWeeksEvery;
  run<bool>([&](db::Tx& tx) -> Result<bool> {
    flows::note_sales_drawn(tx, now, is_whole ? flows::Looked::at_all_days : flows::Looked::at_some_days);
    return true;
  });
}

// The newest first: they are looked at most.
bool StatisticsKeeper::draw_span(const DaySpan& span) {
  using Days = std::vector<BillDay>;
  for (BillDay until = span.to; until >= span.from; until -= kPiece) {
    if (is_stopping()) return false;
    const DaySpan piece{std::max(span.from, until - kPiece + days(1)), until};
    const auto due = run<Days>([&](db::Tx& tx) -> Result<Days> { return flows::days_to_draw(tx, piece); });
    if (!due) return false;
    for (const BillDay day : *due) {
      if (is_stopping()) return false;
      const auto drawn =
          run<bool>([&](db::Tx& tx) -> Result<bool> { return flows::draw_sales_day(tx, day); });
      if (!drawn || !*drawn) return false;
      count_drawn(1);
    }
  }
  return true;
}

void StatisticsKeeper::fold_ledger() {
  for (int bite = 0; bite < kFoldBitesMax && !is_stopping(); ++bite) {
    const auto goes_on = run<bool>([this](db::Tx& tx) -> Result<bool> {
      return flows::fold_sealed_movements(tx, clock_.now(), kFoldBite);
    });
    if (!goes_on || !*goes_on) return;
  }
}

// A day that could not be drawn keeps no other from it, and is tried again with them.
void StatisticsKeeper::draw_funnel() {
  const auto steady = clock_.steady();
  if (steady < next_funnel_) return;
  const Instant now = clock_.now();
  const auto drawn = place();
  if (!drawn || (drawn->funnel_as_of && now - *drawn->funnel_as_of < kWeeksEvery)) return;
  next_funnel_ = steady + kWeeksEvery;
  const BillDay today = bill_day_of(now);
  bool is_whole = true;
  for (BillDay day = today; day >= today - db::kFunnelOpen && !is_stopping(); day -= days(1)) {
    is_whole &= run<bool>([day](db::Tx& tx) -> Result<bool> {
                  return flows::draw_funnel_day(tx, day);
                }).value_or(false);
  }
  if (!is_whole || is_stopping()) return;
  run<bool>([now](db::Tx& tx) -> Result<bool> {
    flows::note_funnel_drawn(tx, now);
    return true;
  });
}

void StatisticsKeeper::draw_cohorts() {
  for (int bite = 0; bite < kFoldBitesMax && !is_stopping(); ++bite) {
    const auto goes_on = run<bool>(
        [this](db::Tx& tx) -> Result<bool> { return flows::draw_cohorts(tx, clock_.now(), kCohortBite); });
    if (!goes_on || !*goes_on) return;
  }
}

template <class T>
std::optional<T> StatisticsKeeper::run(std::function<Result<T>(db::Tx&)> story) {
  const auto ended = std::make_shared<std::promise<std::optional<T>>>();
  database_.run<T>(db::Lane::pool, clock_.steady() + std::chrono::seconds(5), std::move(story),
                   [ended](db::Outcome<T> outcome) {
                     auto* const result = std::get_if<Result<T>>(&outcome);
                     const bool is_there = result != nullptr && result->has_value();
                     if (!is_there) log::warning("statistics.keeper_failed");
                     ended->set_value(is_there ? std::optional<T>(std::move(**result)) : std::nullopt);
                   });
  return ended->get_future().get();
}

bool StatisticsKeeper::wait(std::chrono::milliseconds pause) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, pause, [this] { return is_stopping_; });
}

bool StatisticsKeeper::is_stopping() {
  const std::lock_guard lock(mutex_);
  return is_stopping_;
}

}  // namespace fenrun::server
