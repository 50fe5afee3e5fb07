// An operator approves or refuses a consumer's change request. Approval rebinds at once, whatever mode and
// protection say; the cycle rules hold all the same.
#pragma once

#include <string>

#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/binding/binding_rule.hpp"
#include "domain/binding/change_request.hpp"
#include "domain/ids.hpp"

namespace fenrun::flows {

struct ApproveChange {
  std::string public_id;
  StaffId staff_id;
  std::string reason;
  std::string evidence;
  BindingRule rule;  // gives the new binding its protection
};

// Refuses with kReasonInvalid, kEvidenceInvalid, kChangeNotFound, kChangeClosed, kConsumerGone,
// kConsumerBlocked, kChangeStale (bound elsewhere since the request), kDealerNotFound,
// kReferralDealerSuspended, kBindOwnCode, kBindOwnDownline.
Result<ChangeRequest> approve_change(db::Tx& tx, const ApproveChange& command, Instant now);

struct RefuseChange {
  std::string public_id;
  StaffId staff_id;
  std::string reason;
};

// Refuses with kReasonInvalid, kChangeNotFound, kChangeClosed.
Result<ChangeRequest> refuse_change(db::Tx& tx, const RefuseChange& command, Instant now);

}  // namespace fenrun::flows
