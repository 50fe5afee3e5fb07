// The tree's rows in the database: the whole table by pages, and the change stream.
#pragma once

#include <cstdint>
#include <vector>

#include "db/dealer/tree_change.hpp"
#include "db/mysql/connection.hpp"
#include "db/tree/tree_image.hpp"

namespace fenrun::db {

// The number of the last change, 0 when there was none.
std::int64_t last_tree_seq(Connection& connection);

struct NumberedChange {
  std::int64_t seq = 0;
  TreeChange change;
};

// Changes after `seq` in order, at most `limit`.
std::vector<NumberedChange> tree_changes_after(Connection& connection, std::int64_t seq, std::size_t limit);

struct LoadedTree {
  TreeImage image;
  std::int64_t seq = 0;  // the image holds every change up to this one and none after it
};

// Reads the whole table while others write. Throws TreeBroken when the rows are no tree, DatabaseError,
// LostConnection.
LoadedTree load_tree(Connection& connection);

}  // namespace fenrun::db
