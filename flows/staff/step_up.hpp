// A member of staff confirms by one-time code what they were shown, and the confirmation is used up by what
// it was given for.
#pragma once

#include <string>

#include "base/crypto/digest.hpp"
#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/staff/role.hpp"
#include "domain/staff/step_up.hpp"

namespace fenrun::flows {

struct StepUpCommand {
  StaffId staff;
  crypto::Sha256 session{};
  crypto::Sha256 digest{};        // of what was shown
  std::string totp;               // six digits
  crypto::Sha256 confirmation{};  // SHA-256 of a fresh token
  std::string ip;
  std::string request_id;
};

// False for a wrong code: refuse with kStepUpRefused; what was written (the try, the audit entry) stays. A
// step whose code was taken, here or at a login, is not taken again. Refuses with kStepUpTooMany, before the
// code is looked at.
Result<bool> step_up(db::Tx& tx, const StepUpCommand& command, const crypto::Sealer& sealer, Instant now);

struct UseStepUp {
  StaffId staff;
  crypto::Sha256 session{};
  crypto::Sha256 digest{};   // of what is about to be done
  std::string confirmation;  // as the client sent it; empty: none
};

// Uses it up in the transaction of what it was given for. Refuses, in this order, with kStepUpNeeded,
// kStepUpUnknown (also for another person's, or another session's), kStepUpUsed, kStepUpExpired and
// kStepUpOther.
Done use_step_up(db::Tx& tx, const UseStepUp& command, Instant now);

}  // namespace fenrun::flows
