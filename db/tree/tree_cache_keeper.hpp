// A thread that keeps the tree's copy in Redis in step with the tree in memory, and rings the poller when
// another process says that the tree has changed. Nothing depends on it: without Redis the tree in memory
// answers, and the poller asks at its interval.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <thread>

#include "base/random.hpp"
#include "db/redis/client.hpp"
#include "db/redis/subscriber.hpp"
#include "db/tree/tree_cache_writer.hpp"

namespace fenrun::db {

class TreeCacheKeeper {
 public:
  // Starts at once. `ring` (TreePoller::ring) is called on the keeper's thread. Everything given outlives the
  // keeper.
  TreeCacheKeeper(const RedisOptions& redis, const DealerTree& tree, const ChangeLog& log, Random& random,
                  std::function<void()> ring,
                  std::chrono::milliseconds interval = std::chrono::milliseconds{100});
  ~TreeCacheKeeper();  // stops
  TreeCacheKeeper(const TreeCacheKeeper&) = delete;
  TreeCacheKeeper& operator=(const TreeCacheKeeper&) = delete;

 private:
  boost::asio::awaitable<void> work();
  void report(const Result<TreeCacheWriter::Step>& stepped);

  const std::chrono::milliseconds interval_;
  boost::asio::io_context context_{1};
  RedisClient client_;
  RedisSubscriber subscriber_;
  TreeCacheWriter writer_;
  boost::asio::steady_timer timer_;
  std::thread thread_;
};

}  // namespace fenrun::db
