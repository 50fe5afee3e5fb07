// What a bulk of moves would do, row by row, without doing it.
#pragma once

#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/move.hpp"

namespace fenrun::flows {

struct MoveRequest {
  std::string dealer_public_id;
  std::string new_parent_public_id;  // empty: the producer
};

struct PreviewMovesQuery {
  std::vector<MoveRequest> moves;
};

// Refuses with kMovesCountInvalid and kMoveTooManyDealers; what is wrong with single rows is in the plan.
Result<MovePlan> preview_moves(db::Tx& tx, const PreviewMovesQuery& query, Instant now);

}  // namespace fenrun::flows
