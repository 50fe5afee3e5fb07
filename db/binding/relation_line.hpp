// The relation graph of dealers: each dealer points to its parent and to the dealer who refers it as a
// consumer. It has no cycle, of any length: a dealer whose line leads back to itself would share in its own
// purchases.
#pragma once

#include <cstddef>
#include <unordered_map>

#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

// A line longer than this is taken to lead back: nothing in real life comes near it, and a walk must end.
inline constexpr std::size_t kRelationLineMax = 1000;

// Dealers whose parent will be another than the table's.
using PlannedParents = std::unordered_map<DealerId, DealerId>;

// True when `target` is `start` itself or is met going up from it, with `planned` in force. The answer is
// final only under the tree lock (db/dealer/tree_change.hpp), which everyone who binds a dealer or moves one
// holds until commit.
bool line_meets(Tx& tx, DealerId start, DealerId target, const PlannedParents& planned = {});

}  // namespace fenrun::db
