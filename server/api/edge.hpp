// What belongs to one I/O thread: clients that speak over a network. Only async handlers and the dispatcher
// see it.
#pragma once

#include <memory>

#include "db/redis/client.hpp"
#include "db/session/session_cache.hpp"

namespace fenrun::server {

struct Edge {
  std::unique_ptr<db::RedisClient> redis;      // null: not configured
  std::unique_ptr<db::SessionCache> sessions;  // goes with redis
};

}  // namespace fenrun::server
