// The database's own clock, for one purpose: to notice that ours has gone wrong.
#pragma once

#include "base/clock.hpp"
#include "db/mysql/connection.hpp"

namespace fenrun::db {

// Throws DatabaseError.
Instant server_time(Connection& connection);

}  // namespace fenrun::db
