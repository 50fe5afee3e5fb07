#include "server/follow_tree.hpp"

#include <exception>

#include "base/log.hpp"
#include "db/tree/tree_follower.hpp"

namespace fenrun::server {

TreeFollowing::TreeFollowing(db::MysqlOptions mysql, db::DealerTree& tree, std::chrono::milliseconds step)
    : thread_([this, mysql = std::move(mysql), &tree, step] { follow(mysql, tree, step); }) {}

TreeFollowing::~TreeFollowing() { stop(); }

void TreeFollowing::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void TreeFollowing::follow(const db::MysqlOptions& mysql, db::DealerTree& tree,
                           std::chrono::milliseconds step) {
  db::Connection connection(mysql);
  db::TreeFollower follower(tree);
  bool was_well = true;
  do {
    try {
      const auto progress = follower.catch_up(connection);
      if (progress.is_reloaded)
        log::info("tree.loaded", {{"seq", follower.seq()}, {"dealers", tree.dealers()}});
      was_well = true;
    } catch (const std::exception& failure) {
      // Said once for each outage, not five times a second.
      if (was_well) log::warning("tree.behind", {{"what", failure.what()}});
      was_well = false;
      connection.close();
    }
  } while (wait(step));
}

bool TreeFollowing::wait(std::chrono::milliseconds step) {
  std::unique_lock lock(mutex_);
  return !wake_.wait_for(lock, step, [this] { return stopping_; });
}

}  // namespace fenrun::server
