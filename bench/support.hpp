// What the benches share: where the private stores are (bench/run.sh starts them) and a sample tree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/mysql/connection.hpp"
#include "db/redis/options.hpp"
#include "tests/support/realistic_load.hpp"

namespace fenrun::bench {

// The private MariaDB of with_stores.sh, schema `name`, which is made anew and migrated.
db::MysqlOptions fresh_schema(const std::string& name);
db::RedisOptions redis_options();

using testing::sample_parents;

// Writes the dealers of sample_parents() to the schema, by multi-row inserts.
void write_dealers(db::Connection& connection, const std::vector<std::uint32_t>& parents);

}  // namespace fenrun::bench
