// Reads the whole tree out of its copy in Redis, for a thread that waits: it has an io_context of its own and
// no other thread may use it. What it gives is only as true as Redis is; tree_seed.hpp asks the database.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "db/redis/client.hpp"
#include "db/tree/tree_image.hpp"

namespace fenrun::db {

// There is a copy and it cannot be right: a chunk is gone or was written over, or what it says is not so.
class TreeCopyUnfit : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

class TreeCopyReader {
 public:
  // Waits a moment for the connection; without one every call is refused with kRedisDown.
  explicit TreeCopyReader(const RedisOptions& redis);

  struct Position {
    std::string epoch;
    std::int64_t seq = 0;  // the copy holds every change up to this one, and may hold some after it

    friend bool operator==(const Position&, const Position&) = default;
  };

  // Nothing when there is no copy. All three pass on the refusals of RedisClient, and the first two throw
  // TreeCopyUnfit.
  Result<std::optional<Position>> position();
  // The first `chunks` chunks of a copy; not linked yet. Refused with kUnavailable when that takes more than
  // two seconds: a start does not wait longer for a cache.
  Result<TreeImage> read(const std::string& epoch, std::int64_t chunks);
  // Drops the copy that position() saw last, unless another one is in force. Whoever writes next makes a new
  // copy.
  Done drop();

 private:
  Result<RedisReply> ask(std::vector<std::string> arguments);

  boost::asio::io_context context_{1};
  RedisClient redis_;
  std::string epoch_;
};

}  // namespace fenrun::db
