// The tree of a process in its first moments, while TreePoller reads the table: taken from the copy in Redis,
// but only where the database agrees with it. A page of a team is then answered instead of refused.
//
// The copy is not taken when Redis is away, flushed or slow, when a chunk is gone or was written over, when a
// dealer is missing or one too many, when the stream of changes does not reach from the copy to now, and when
// its last changes are not those of the copy, as after a restore of the database. A copy that cannot be right
// is dropped, so that a new one is made. What the copy lacks is taken from the stream.
//
// Not found out: bytes that were forged with their sum and fit the last changes. Whoever can write them can
// forge sessions, too; the table has its word a moment later, and money never asks the tree.
#pragma once

#include "db/mysql/connection.hpp"
#include "db/redis/options.hpp"
#include "db/tree/dealer_tree.hpp"

namespace fenrun::db {

// Whether the tree was filled; otherwise it is as it was. Call it before anybody else writes the tree. Throws
// nothing for a store that is away.
bool seed_tree(const RedisOptions& redis, const MysqlOptions& mysql, DealerTree& tree);

}  // namespace fenrun::db
