// At an interval: dead sessions, old login codes and attempts, old kept answers, old messages of WeChat's and
// old changes of the tree are forgotten in small bites, between the requests, on the same database workers.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/database.hpp"
#include "server/housekeeping_options.hpp"

namespace fenrun::server {

class Housekeeping {
 public:
  // Both outlive it.
  Housekeeping(db::Database& database, const Clock& clock, HousekeepingOptions options);
  ~Housekeeping();  // stops
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

  // Call it before the database stops. Safe to call twice.
  void stop();

 private:
  void work();
  void sweep();
  // False when it is time to end.
  bool wait();

  db::Database& database_;
  const Clock& clock_;
  const HousekeepingOptions options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::server
