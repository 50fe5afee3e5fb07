// Once a minute: dead sessions, old login codes and attempts, and old kept answers are forgotten in small
// bites, between the requests, on the same database workers.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/database.hpp"

namespace fenrun::server {

class Housekeeping {
 public:
  // Both outlive it.
  Housekeeping(db::Database& database, const Clock& clock,
               std::chrono::seconds interval = std::chrono::minutes(1));
  ~Housekeeping();  // stops
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

  // Call it before the database stops. Safe to call twice.
  void stop();

 private:
  void work(std::chrono::seconds interval);
  void sweep();
  // False when it is time to end.
  bool wait(std::chrono::seconds interval);

  db::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::server
