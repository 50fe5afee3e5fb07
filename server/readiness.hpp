// What the database alone can tell about whether this process may serve: asked from a thread of its own at an
// interval, so that /readyz answers at once with what was seen last.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/connection.hpp"

namespace fenrun::server {

// Times are given by this process everywhere (docs/architecture.md), so a process whose clock is wrong writes
// wrong history.
inline constexpr std::chrono::seconds kClockOffsetMax{120};

class Readiness {
 public:
  // Looks once before it returns. `clock` outlives it.
  Readiness(db::MysqlOptions mysql, const Clock& clock,
            std::chrono::milliseconds interval = std::chrono::seconds(5));
  ~Readiness();  // stops
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // Whether the schema holds every migration of this program. False until MySQL has been asked once; while it
  // is away the last answer stands.
  [[nodiscard]] bool is_migrated() const { return is_migrated_; }
  // Whether our clock and the database's are no further apart than kClockOffsetMax; likewise.
  [[nodiscard]] bool is_clock_right() const { return is_clock_right_; }

  // Safe to call twice.
  void stop();

 private:
  void work();
  void look();
  // False when it is time to end.
  bool wait();

  const Clock& clock_;
  const std::chrono::milliseconds interval_;
  db::Connection connection_;
  std::atomic<bool> is_migrated_{false};
  std::atomic<bool> is_clock_right_{false};
  // Of the last look: a change for the worse is logged once.
  bool was_migrated_ = true;
  bool was_clock_right_ = true;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::server
