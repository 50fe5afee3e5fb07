// What the benches share: where the private stores are (bench/run.sh starts them) and a sample tree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/mysql/connection.hpp"
#include "db/redis/options.hpp"

namespace fenrun::bench {

// The private MariaDB of with_stores.sh, schema `name`, which is made anew and migrated.
db::MysqlOptions fresh_schema(const std::string& name);
db::RedisOptions redis_options();

// Parents of dealers 1..count (index 0 is unused): three levels, every tenth dealer of level 1, a third of
// level 2, the rest level 3, each parent drawn with a preference for those who have many already. The same
// seed, the same tree.
std::vector<std::uint32_t> sample_parents(std::uint32_t count, std::uint64_t seed);

// Writes them as dealers of the schema, by multi-row inserts.
void write_dealers(db::Connection& connection, const std::vector<std::uint32_t>& parents);

}  // namespace fenrun::bench
