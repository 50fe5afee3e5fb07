// Keeps the process's dealer tree current: one thread with a connection of its own asks the change stream for
// news.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "db/mysql/connection.hpp"
#include "db/tree/dealer_tree.hpp"

namespace fenrun::server {

class TreeFollowing {
 public:
  // Loads the tree and then looks for changes every `step`. While MySQL is away the tree stays as it was.
  TreeFollowing(db::MysqlOptions mysql, db::DealerTree& tree,
                std::chrono::milliseconds step = std::chrono::milliseconds(200));
  ~TreeFollowing();
  TreeFollowing(const TreeFollowing&) = delete;
  TreeFollowing& operator=(const TreeFollowing&) = delete;

  void stop();

 private:
  void follow(const db::MysqlOptions& mysql, db::DealerTree& tree, std::chrono::milliseconds step);
  // False when it is time to end.
  bool wait(std::chrono::milliseconds step);

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace fenrun::server
