// Keeps the tree's copy in Redis in step with the tree in memory. Every server process has one and they need
// not know of each other: a batch of records is written by a script only when the copy stands exactly where
// the writer believes it to stand, so of two writers one wins and the other finds its work done. Belongs to
// the thread of its RedisClient.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "db/redis/client.hpp"
#include "db/tree/change_log.hpp"
#include "db/tree/dealer_tree.hpp"
#include "db/tree/tree_records.hpp"

namespace fenrun::db {

class TreeCacheWriter {
 public:
  // Everything outlives the writer.
  TreeCacheWriter(RedisClient& redis, const DealerTree& tree, const ChangeLog& log, Random& random)
      : redis_(redis), tree_(tree), log_(log), random_(random) {}

  enum class Step {
    in_step,   // nothing to do: the copy is current, or the tree is not loaded yet
    advanced,  // the records that changed were written
    rebuilt,   // a whole new copy was written: there was none, it was too far behind, or the tree had been
               // wrong
    overtaken  // another process is at it; ask again later
  };

  // Passes on the refusals of RedisClient.
  boost::asio::awaitable<Result<Step>> step();

 private:
  struct Position {
    std::string epoch;  // empty: there is no copy
    std::string seq;
  };
  boost::asio::awaitable<Result<Position>> position();
  boost::asio::awaitable<Result<Step>> advance(Position from, std::vector<NumberedChange> changes);

  boost::asio::awaitable<Result<Step>> rebuild(std::string old_epoch);
  // Whether the lock was free; `token` says that it is ours.
  boost::asio::awaitable<Result<bool>> lock(std::string token);
  // Refused when a chunk could not be written.
  boost::asio::awaitable<Done> write_chunks(std::string epoch, std::int64_t chunks);
  // Puts the new copy in force if the lock is still ours.
  boost::asio::awaitable<Result<bool>> publish(std::string token, std::string epoch, std::int64_t seq,
                                               std::int64_t chunks);
  boost::asio::awaitable<void> expire_chunks(std::string epoch);

  RedisClient& redis_;
  const DealerTree& tree_;
  const ChangeLog& log_;
  Random& random_;
  std::uint64_t reloads_seen_ = 0;
};

}  // namespace fenrun::db
