// Two people decide about a transfer that goes on no more by itself, and the payout worker does it: the web
// tier cannot write a transfer.
#pragma once

#include <optional>
#include <string>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/withdrawal/payout_resolution.hpp"
#include "flows/staff/step_up.hpp"
#include "flows/withdrawal/withdrawal_keys.hpp"

namespace fenrun::flows {

struct ProposeResolution {
  std::string public_id;   // a fresh ULID
  std::string withdrawal;  // its newest transfer is meant
  ResolutionAction action = ResolutionAction::cancel;
  std::string reference;
  std::string evidence;
  StaffId staff;
};
// Refuses, in this order, with kResolutionEvidenceInvalid, kWithdrawalNotFound, as check_resolution() does,
// and with kResolutionOpen.
Result<PayoutResolution> propose_resolution(db::Tx& tx, const ProposeResolution& command, Instant now);

// Of what the second person saw: for the step-up.
crypto::Sha256 resolution_digest(const PayoutResolution& resolution);

struct ConfirmResolution {
  std::string public_id;
  StaffId staff;
  crypto::Sha256 session{};
  std::string confirmation;
};
// Refuses, in this order, with kResolutionNotFound, as check_resolution_confirmed_by() does, as
// check_resolution() for the transfer as it is now, and as use_step_up() does.
Result<PayoutResolution> confirm_resolution(db::Tx& tx, const WithdrawalKeys& keys,
                                            const ConfirmResolution& command, Instant now);

struct RefuseResolution {
  std::string public_id;
  StaffId staff;
};
// Its proposer may take it back by it. Refuses with kResolutionNotFound and kResolutionDecided.
Result<PayoutResolution> refuse_resolution(db::Tx& tx, const RefuseResolution& command, Instant now);

// Carries out one that was confirmed; nothing: there is none. A MAC that does not fit blows the fuse, and one
// whose transfer has moved on is void. Never refuses.
Result<std::optional<PayoutResolution>> apply_resolution(db::Tx& tx, const WithdrawalKeys& keys, Instant now);

}  // namespace fenrun::flows
