// What a member of staff does with their own password and one-time codes: enrol both, and change the
// password.
#pragma once

#include <string>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/crypto/sealer.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/staff/enrolment.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun::flows {

// Whose deed it is, as it was admitted; each story looks under the lock of the row whether it still is.
struct StaffDeed {
  StaffId staff;
  crypto::Sha256 session{};
  std::string ip;
  std::string request_id;
};

// The stored form to check the present password against. Refuses with kStaffNotFound.
Result<std::string> password_hash_of(db::Tx& tx, StaffId staff);

// Offers a secret, sealed for the place staff, totp_secret, public_id. One that was offered before counts no
// more: none is shown twice, so nobody can look at the one that somebody else has scanned. Refuses with
// kStaffEnrolledAlready and, when the initial password has run out meanwhile too, kSessionExpired.
Done begin_enrolment(db::Tx& tx, const StaffDeed& deed, const std::string& fresh_sealed, Instant now);

struct EnrolCommand {
  StaffDeed deed;
  std::string password_hash;  // of the chosen one
  std::string totp;           // six digits
  std::vector<crypto::Sha256> recovery_codes;
  crypto::Sha256 token_hash{};  // of the session that takes the place of all others
  std::string user_agent;       // as it is kept
};

// False for a wrong code: refuse with kStepUpRefused; what was written (the try, the audit entry) stays.
// Refuses, in this order, with kStepUpTooMany, kSessionExpired, kStaffEnrolledAlready and kEnrolmentNotBegun.
Result<bool> enrol(db::Tx& tx, const EnrolCommand& command, const crypto::Sealer& sealer, Instant now);

struct ChangePasswordCommand {
  StaffDeed deed;
  std::string verified_hash;  // the stored form that the present password was found right against
  std::string password_hash;  // of the new one
  std::string totp;           // six digits
};

// Ends every other session of the person. False for a wrong code, as above. Refuses, in this order, with
// kStepUpTooMany, kSessionExpired and kStaffPasswordWrong (somebody else has changed it meanwhile).
Result<bool> change_own_password(db::Tx& tx, const ChangePasswordCommand& command,
                                 const crypto::Sealer& sealer, Instant now);

}  // namespace fenrun::flows
