// Knows whether MySQL can be reached, so that callers are refused at once instead of waiting for time-outs.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "db/mysql/connection.hpp"

namespace fenrun::db {

class Prober {
 public:
  // Tries once before it returns, then asks from a thread of its own: each second while all is well, more
  // often while MySQL is down.
  explicit Prober(MysqlOptions options);
  ~Prober() { stop(); }
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  [[nodiscard]] bool is_up() const { return is_up_.load(std::memory_order_relaxed); }
  // How often the prober has reached it: what an attempt remembers of its beginning, for suspect().
  [[nodiscard]] std::uint64_t times_reached() const { return times_reached_.load(std::memory_order_relaxed); }
  // Somebody could not connect: counts as down until the prober, woken by this, has connected again. An
  // attempt that began before the prober last connected says nothing about now and is not heeded.
  void suspect(std::uint64_t times_reached);
  void stop();

 private:
  void probe();
  void watch();

  Connection connection_;
  int last_code_ = 0;  // of the last failure, 0 after a success
  std::atomic<bool> is_up_{false};
  std::atomic<std::uint64_t> times_reached_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_suspected_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::db
