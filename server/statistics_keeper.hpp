// Keeps the figures of the days (flows/statistics), once a minute, on a thread of its own: what was paid and
// refunded today and yesterday is looked at every time, the last weeks every quarter of an hour and all days
// at the start and every six hours. What came of the scans of the last month is drawn every quarter of an
// hour, and who ordered again every six hours. The first round comes after a twelfth of a minute. Any number
// of processes may run one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/database.hpp"
#include "db/statistics/statistic_day.hpp"
#include "domain/statistics/statistics.hpp"

namespace fenrun::server {

class StatisticsKeeper {
 public:
  // Both outlive it.
  StatisticsKeeper(db::Database& database, const Clock& clock, std::chrono::milliseconds interval);
  ~StatisticsKeeper();  // stops
  StatisticsKeeper(const StatisticsKeeper&) = delete;
  StatisticsKeeper& operator=(const StatisticsKeeper&) = delete;

  // Call it before the database stops. Safe to call twice.
  void stop();

 private:
  void work();
  void draw_sales();
  void fold_ledger();
  void draw_funnel();
  void draw_cohorts();
  // Nothing when the database was not there.
  std::optional<db::StatisticPlace> place();
  std::optional<BillDay> first_day(BillDay today);
  // In pieces; false when a piece could not be looked at or drawn, or it is time to end.
  [[nodiscard]] bool draw_span(const DaySpan& span);
  // False when it is time to end.
  bool wait(std::chrono::milliseconds pause);
  [[nodiscard]] bool is_stopping();
  template <class T>
  std::optional<T> run(std::function<Result<T>(db::Tx&)> story);

  db::Database& database_;
  const Clock& clock_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  // Of the thread.
  std::chrono::steady_clock::time_point next_weeks_{};
  std::chrono::steady_clock::time_point next_whole_{};
  std::chrono::steady_clock::time_point next_funnel_{};
  std::thread thread_;
};

}  // namespace fenrun::server
