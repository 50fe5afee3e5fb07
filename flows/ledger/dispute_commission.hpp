// A commission is disputed: exactly the disputed fen are frozen, and somebody else says whose they are.
#pragma once

#include <string>

#include "db/mysql/tx.hpp"
#include "domain/ledger/dispute.hpp"

namespace fenrun::flows {

struct OpenDispute {
  std::string public_id;  // a fresh ULID
  StaffId staff;
  CommissionId commission;
  Fen amount;
  std::string reason;
  std::string evidence;
};

// Refuses as check_dispute() does, with kCommissionNotFound, kMovementAmountInvalid, kDisputeAlreadyOpen,
// kCommissionShort (more than is left of the commission) and kAvailableShort (it was released, and is not
// there any more).
Result<Dispute> open_dispute(db::Tx& tx, const OpenDispute& command, Instant now);

struct ResolveDispute {
  std::string public_id;
  StaffId staff;
  bool is_for_dealer = false;
  std::string reason;
};

// What is frozen still becomes the dealer's again, or goes back to the company; then it counts towards what
// later refunds of the line take back. Refuses with kDisputeNotFound and as check_dispute_resolution() does.
Result<Dispute> resolve_dispute(db::Tx& tx, const ResolveDispute& command, Instant now);

}  // namespace fenrun::flows
