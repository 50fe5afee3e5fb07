// From hiredis' replies to ours. For db/redis only.
#pragma once

#include <hiredis/hiredis.h>

#include "db/redis/reply.hpp"

namespace fenrun::db {

// An error at the top becomes kRedisRefused with Redis's text as internal note, no reply at all kRedisDown.
Result<RedisReply> to_result(const redisReply* reply);

}  // namespace fenrun::db
