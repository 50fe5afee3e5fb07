// Reads uplines from the tree's copy in Redis, for processes that hold no tree of their own; one that is
// still loading takes the whole copy (tree_seed.hpp). Belongs to the thread of its RedisClient.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "db/redis/client.hpp"
#include "db/tree/tree_records.hpp"

namespace fenrun::db {

class TreeCache {
 public:
  explicit TreeCache(RedisClient& redis) : redis_(redis) {}

  // One GETRANGE, and one GET more when the copy was replaced. Nothing when there is no copy or no such
  // dealer: ask the tree in memory or the table. The copy may be some tenths of a second behind; money checks
  // the table. Passes on the refusals of RedisClient::command().
  boost::asio::awaitable<Result<std::optional<Upline>>> upline(DealerId dealer);

 private:
  boost::asio::awaitable<Result<std::optional<Upline>>> read(DealerId dealer);
  // Which copy is in force now; none leaves the epoch empty.
  boost::asio::awaitable<Done> learn_epoch();

  RedisClient& redis_;
  std::string epoch_;
};

}  // namespace fenrun::db
