// Simulations of commission plans run here, a bite of past sales at a time, between the requests and on the
// same database workers. Several processes may run it: a bite locks its simulation.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/database.hpp"

namespace fenrun::server {

class SimulationRunner {
 public:
  // Both outlive it.
  SimulationRunner(db::Database& database, const Clock& clock,
                   std::chrono::milliseconds interval = std::chrono::milliseconds(500));
  ~SimulationRunner();  // stops
  SimulationRunner(const SimulationRunner&) = delete;
  SimulationRunner& operator=(const SimulationRunner&) = delete;

  // Call it before the database stops. Safe to call twice.
  void stop();

 private:
  void work(std::chrono::milliseconds interval);
  // Whether there may be more to do at once.
  bool run_bite();
  [[nodiscard]] bool wait(std::chrono::milliseconds interval);

  db::Database& database_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::server
