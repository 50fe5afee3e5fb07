// What an admin does with staff. Every change of role, state or credentials ends the sessions of whom it
// concerns.
#pragma once

#include <optional>
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
  // Until when an initial password works, of somebody who enrols the rest themself; nothing: all is there.
  std::optional<Instant> initial_until{};
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
// They enrol again: nothing but the initial password works, until then.
Result<Staff> reset_staff_credentials(db::Tx& tx, StaffId by, const std::string& public_id,
                                      const std::string& password_hash, Instant initial_until);

Result<Page<Staff>> list_staff(db::Tx& tx, const StaffFilter& filter, const PageRequest& page);

}  // namespace fenrun::flows
