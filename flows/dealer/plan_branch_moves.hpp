// The plan of a bulk of moves, judged on the tree and on who buys with whom: what the preview shows and the
// deed carries out.
#pragma once

#include <span>
#include <unordered_map>

#include "db/mysql/tx.hpp"
#include "domain/dealer/move.hpp"
#include "flows/dealer/preview_moves.hpp"

namespace fenrun::flows {

struct PlannedMoves {
  MovePlan plan;
  std::unordered_map<DealerId, TierId> tiers;  // of every dealer in the plan
};

// The caller holds the tree. Refuses with kMovesCountInvalid and kMoveTooManyDealers; a row's refusal is that
// of plan_moves() or kMoveClosesBindingCycle.
Result<PlannedMoves> plan_branch_moves(db::Tx& tx, std::span<const MoveRequest> requests);

}  // namespace fenrun::flows
