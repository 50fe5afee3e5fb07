#include "config/address.hpp"
#include "config/sections.hpp"

namespace fenrun::config {

using std::chrono::milliseconds;

void read_redis(Reader& reader, db::RedisOptions& options) {
  read_address(reader, "redis.host", options.host);
  reader.number("redis.port", options.port, 1, 65535);
  reader.path("redis.socket", options.socket);
  reader.secret("redis.password_file", options.password, Need::optional);
  reader.number("redis.database", options.database, 0, 15);
  reader.duration("redis.connect_timeout_ms", options.connect_timeout, milliseconds{10},
                  milliseconds{60'000});
  reader.duration("redis.command_timeout_ms", options.command_timeout, milliseconds{10},
                  milliseconds{60'000});
}

}  // namespace fenrun::config
