// Every morning after ten o'clock in China the day before is reconciled, and days that were missed; and
// whatever day somebody asks for. Any number of processes may run one: a day is taken under lock, and its job
// under a lease.
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "base/random.hpp"
#include "server/reconciliation_desk.hpp"

namespace fenrun::server {

class ReconciliationKeeper {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  // All outlive it.
  ReconciliationKeeper(wechat::PayClient& client, db::Database& database, const Clock& clock, Random& random,
                       std::chrono::milliseconds interval = std::chrono::milliseconds(500));
  ~ReconciliationKeeper();  // stops
  ReconciliationKeeper(const ReconciliationKeeper&) = delete;
  ReconciliationKeeper& operator=(const ReconciliationKeeper&) = delete;

  // After the job under way. Call it before the database stops. Safe to call twice.
  void stop();

 private:
  Awaitable<void> keep();
  Awaitable<void> rest();
  Awaitable<void> round();
  // Starts the jobs of the days that are due.
  Awaitable<void> plan();
  // Takes the job that is due for longest and does it.
  Awaitable<void> work();

  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>(db::Tx&)> story);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  ReconciliationDesk desk_;
  const std::chrono::milliseconds interval_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer bell_{context_};
  std::atomic<bool> is_stopping_{false};
  std::chrono::steady_clock::time_point next_plan_{};  // of the context's thread
  std::thread thread_;
};

}  // namespace fenrun::server
