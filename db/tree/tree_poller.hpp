// A thread with a MySQL connection of its own that keeps the dealer tree of this process current: it asks for
// changes at an interval and whenever somebody rings, and compares the whole tree with the table now and
// then. While MySQL is away the tree stays as it was; the thread goes on trying.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "db/mysql/connection.hpp"
#include "db/tree/change_log.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/options.hpp"
#include "db/tree/tree_follower.hpp"

namespace fenrun::db {

class TreePoller {
 public:
  // `tree` and `log` must outlive the poller.
  TreePoller(MysqlOptions mysql, TreeOptions options, const Clock& clock, DealerTree& tree, ChangeLog& log);
  ~TreePoller();  // stops
  TreePoller(const TreePoller&) = delete;
  TreePoller& operator=(const TreePoller&) = delete;

  void start();
  // Safe to call twice.
  void stop();

  // Asks now instead of at the next interval. Any thread; never blocks on the database.
  void ring();
  // Whether the tree has been loaded; until then it is empty, or what seed_tree() took. Any thread.
  [[nodiscard]] bool is_loaded() const { return is_loaded_.load(std::memory_order_acquire); }

 private:
  void work();
  void catch_up(TreeFollower& follower, Connection& connection);
  void verify_when_due(TreeFollower& follower, Connection& connection);
  // Whether to go on.
  bool wait_for_ring();

  const MysqlOptions mysql_;
  const TreeOptions options_;
  const Clock& clock_;
  DealerTree& tree_;
  ChangeLog& log_;
  std::atomic<bool> is_loaded_{false};
  std::chrono::steady_clock::time_point verify_due_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool is_rung_ = false;
  bool is_stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::db
