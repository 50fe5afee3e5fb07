// Carries out a bulk of moves that was previewed: all of them or none.
#pragma once

#include <string>
#include <vector>

#include "db/mysql/tx.hpp"
#include "domain/dealer/move.hpp"
#include "flows/dealer/preview_moves.hpp"

namespace fenrun::flows {

struct MoveBranchesCommand {
  StaffId staff;
  std::vector<MoveRequest> moves;
  std::string reason;
  std::string preview_version;  // MovePlan::version of the preview
};

// Refuses, in this order, with kReasonInvalid, kMovesCountInvalid, kMoveTooManyDealers, kMovesStale,
// kMovesRefused (a FieldError for each refused row, "/moves/N").
Result<MovePlan> move_branches(db::Tx& tx, const MoveBranchesCommand& command, Instant now);

}  // namespace fenrun::flows
