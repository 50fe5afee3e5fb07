// The one door to the ledger: every story that moves money calls post() inside its own transaction. Lock,
// load, decide, record.
//
// Locks are taken in a fixed order (commissions, withdrawals, sheets; each ascending), so call post() once
// with all movements of a story rather than once for each. It needs five statements and one more for each
// kind of subject, however many movements there are. The refusal of one movement refuses them all, before
// anything is written.
#pragma once

#include <span>

#include "db/mysql/tx.hpp"
#include "domain/ledger/movement.hpp"

namespace fenrun::flows {

inline constexpr ErrorCode kMovementReused{ErrorKind::conflict, "ledger.movement_reused",
                                           "同一凭证号已用于另一笔记账",
                                           "The reference was used for another movement of money already"};

struct Posted {
  int posted = 0;
  int already_posted = 0;  // repeated: nothing was changed for these
};

// Idempotent by (kind, reference); a repeat with another dealer, amount or subject is refused with
// kMovementReused. Movements are dated `now`, or later where their sheet has been told about a later time
// already. Otherwise refuses as check_movement() and plan_movement() say, in the order of the movements.
// Asserts that there are at most kMovementsPerPostMax.
Result<Posted> post(db::Tx& tx, std::span<const Movement> movements, Instant now);
Result<Posted> post(db::Tx& tx, const Movement& movement, Instant now);

// What stories say. The references are the caller's and mean what domain/ledger/movement.cpp says.
Movement accrue(std::string commission, DealerId dealer, Fen amount,
                std::optional<Instant> matures_at = std::nullopt);
Movement claw_back(std::string reference, std::string commission, DealerId dealer, Fen amount);
Movement keep_unclaimed(std::string reference, Fen amount);
Movement return_unclaimed(std::string reference, Fen amount);
Movement hold(std::string withdrawal, DealerId dealer, Fen amount);
Movement return_hold(std::string reference, std::string withdrawal, DealerId dealer, Fen amount);
Movement settle(std::string bill, std::string withdrawal, DealerId dealer, Fen amount);

}  // namespace fenrun::flows
