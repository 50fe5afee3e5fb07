#include "db/mysql/server_time.hpp"

namespace fenrun::db {

Instant server_time(Connection& connection) {
  const Result<Instant> time = connection.transact(
      [](Tx& tx) -> Result<Instant> { return tx.one("SELECT UTC_TIMESTAMP(6)")->time(0); });
  return *time;
}

}  // namespace fenrun::db
