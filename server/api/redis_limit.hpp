// The buckets of rate_limit.hpp in Redis, shared by all processes.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

#include "db/redis/client.hpp"
#include "server/api/rate_limit.hpp"

namespace fenrun::server {

// Nothing when Redis does not answer: the caller counts in its own process then.
boost::asio::awaitable<std::optional<LimitVerdict>> take_shared_token(db::RedisClient& redis, std::string key,
                                                                      LimitPolicy policy, Instant now);

}  // namespace fenrun::server
