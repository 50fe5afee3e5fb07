// What a bulk of moves needs to know, read from the tables.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/move.hpp"
#include "flows/dealer/preview_moves.hpp"

namespace fenrun::flows {

struct LoadedMoves {
  std::vector<Move> moves;
  BranchMap tree;
  std::unordered_map<DealerId, TierId> tiers;  // of every dealer in the tree
};

// The caller holds the tree, so that what is read by many statements is one tree. Refuses with
// kMovesCountInvalid and kMoveTooManyDealers.
Result<LoadedMoves> load_moves(db::Tx& tx, std::span<const MoveRequest> requests);

}  // namespace fenrun::flows
