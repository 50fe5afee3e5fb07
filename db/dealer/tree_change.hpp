// The one lock under which the tree changes, and the stream of its changes.
//
// The lock is the row of sequence 'tree_change': a writer must hold it until commit anyway, so that the
// stream has no gaps. It makes every ancestry check final: nobody else can change the tree between the check
// and the commit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.hpp"
#include "db/mysql/tx.hpp"
#include "domain/ids.hpp"

namespace fenrun::db {

struct TreeLock {
  std::int64_t next_seq = 1;
  // The instant of the change: later than any change before it even where clocks disagree, so that the tree
  // as of an instant is the stream up to it.
  Instant at;
};

// Take it before any other lock of the story.
TreeLock lock_tree(Tx& tx, Instant now);

// Keeps the tree as it is until the story ends; several may hold it at once. For stories that read the tree
// by more than one statement (each statement sees what is committed by then) and do not change it.
void hold_tree(Tx& tx);

struct TreeChange {
  DealerId dealer;
  DealerId parent_id;
  TierId tier_id;
};

// Writes one row for each change, numbered on from the lock, at the lock's instant.
void append_tree_changes(Tx& tx, const TreeLock& lock, std::span<const TreeChange> changes);

// Forgets at most `limit` changes from before `before`, oldest first, never the last one of all: the next
// change is numbered and dated after it. Returns how many went.
std::uint64_t sweep_tree_changes(Tx& tx, Instant before, int limit);

// The next dense dealer id. Its row lock is held until commit: a rolled back story leaves no hole.
DealerId take_dealer_id(Tx& tx);

}  // namespace fenrun::db
