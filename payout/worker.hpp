// The lanes of a process, each on a thread, until they are told to stop.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "payout/lane.hpp"

namespace fenrun::payout {

class Worker {
 public:
  Worker(PayoutTools tools, const db::MysqlOptions& mysql);
  ~Worker();  // stops
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Claims no more and finishes the calls under way. Safe to call twice.
  void stop();

 private:
  void run(std::size_t place);
  // False when it is time to end.
  bool rest(std::chrono::milliseconds wait);
  bool try_round(std::size_t place);
  void look_back(Lane& lane);

  PayoutTools tools_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::chrono::steady_clock::time_point next_upkeep_{};  // of the first lane's thread
  std::atomic<bool> has_looked_back_ = false;            // before that no lane does anything
  std::vector<std::thread> threads_;
};

}  // namespace fenrun::payout
