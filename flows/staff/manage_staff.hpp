// What an admin does with staff, and what a member of staff does with their own password. Every change of
// role, state or credentials ends the sessions of whom it concerns.
#pragma once

#include <string>
#include <vector>

#include "base/crypto/digest.hpp"
#include "base/result.hpp"
#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun::flows {

// Credentials as they are stored; their plain forms are shown once by whoever made them.
struct StaffCredentialForms {
  std::string password_hash;
  std::string totp_secret_sealed;  // place: staff, totp_secret, public_id
  std::vector<crypto::Sha256> recovery_codes;
};

struct CreateStaffCommand {
  std::string public_id;
  std::string login_name;
  Role role = Role::auditor;
  StaffCredentialForms credentials;
};

// Refuses with kStaffNameInvalid and kStaffNameTaken.
Result<Staff> create_staff(db::Tx& tx, const CreateStaffCommand& command, Instant now);

// Each refuses with kStaffNotFound, and with kStaffNotOneself when `by` is the person it is about.
Result<Staff> change_staff_role(db::Tx& tx, StaffId by, const std::string& public_id, Role role);
Result<Staff> change_staff_state(db::Tx& tx, StaffId by, const std::string& public_id, StaffState state);
Result<Staff> replace_staff_credentials(db::Tx& tx, StaffId by, const std::string& public_id,
                                        const StaffCredentialForms& credentials);

// The stored form to check the current password against. Refuses with kStaffNotFound.
Result<std::string> password_hash_of(db::Tx& tx, StaffId staff);
// Ends every session of the person but `kept`.
Done change_own_password(db::Tx& tx, StaffId staff, const std::string& password_hash,
                         const crypto::Sha256& kept, Instant now);

Result<Page<Staff>> list_staff(db::Tx& tx, const StaffFilter& filter, const PageRequest& page);

}  // namespace fenrun::flows
