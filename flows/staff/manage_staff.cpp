#include "flows/staff/manage_staff.hpp"

#include "db/staff/staff.hpp"
#include "db/staff/staff_session.hpp"

namespace fenrun::flows {
namespace {

// Another person's row, locked: two changes of one person come one after the other.
Result<Staff> lock_other(db::Tx& tx, StaffId by, const std::string& public_id) {
  const auto found = db::lock_staff_by_public_id(tx, public_id);
  if (!found) return kStaffNotFound;
  if (found->staff.id == by) return kStaffNotOneself;
  return found->staff;
}

}  // namespace

Result<Staff> create_staff(db::Tx& tx, const CreateStaffCommand& command, Instant now) {
  if (!is_login_name(command.login_name)) return kStaffNameInvalid;
  const db::NewStaff row{command.public_id,
                         command.login_name,
                         command.role,
                         command.credentials.password_hash,
                         command.credentials.totp_secret_sealed,
                         now};
  if (!db::insert_staff(tx, row)) return kStaffNameTaken;
  const Staff staff = db::find_staff_by_public_id(tx, command.public_id).value();
  db::replace_recovery_codes(tx, staff.id, command.credentials.recovery_codes);
  return staff;
}

Result<Staff> change_staff_role(db::Tx& tx, StaffId by, const std::string& public_id, Role role) {
  auto staff = lock_other(tx, by, public_id);
  if (!staff) return staff;
  db::update_staff_role(tx, staff->id, role);
  db::delete_staff_sessions_of(tx, staff->id);
  return db::find_staff_by_public_id(tx, public_id).value();
}

Result<Staff> change_staff_state(db::Tx& tx, StaffId by, const std::string& public_id, StaffState state) {
  auto staff = lock_other(tx, by, public_id);
  if (!staff) return staff;
  db::update_staff_state(tx, staff->id, state);
  db::delete_staff_sessions_of(tx, staff->id);
  return db::find_staff_by_public_id(tx, public_id).value();
}

Result<Staff> replace_staff_credentials(db::Tx& tx, StaffId by, const std::string& public_id,
                                        const StaffCredentialForms& credentials) {
  auto staff = lock_other(tx, by, public_id);
  if (!staff) return staff;
  db::update_staff_password(tx, staff->id, credentials.password_hash);
  db::update_staff_totp(tx, staff->id, credentials.totp_secret_sealed);
  db::replace_recovery_codes(tx, staff->id, credentials.recovery_codes);
  db::delete_staff_sessions_of(tx, staff->id);
  return db::find_staff_by_public_id(tx, public_id).value();
}

Result<std::string> password_hash_of(db::Tx& tx, StaffId staff) {
  const auto found = db::lock_staff(tx, staff);
  if (!found) return kStaffNotFound;
  return found->password_hash;
}

Done change_own_password(db::Tx& tx, StaffId staff, const std::string& password_hash,
                         const crypto::Sha256& kept, Instant now) {
  db::update_staff_password(tx, staff, password_hash);
  const auto session = db::find_staff_session(tx, kept);
  db::delete_staff_sessions_of(tx, staff);
  if (session) db::insert_staff_session(tx, kept, staff, now, session->expires_at);
  return {};
}

Result<Page<Staff>> list_staff(db::Tx& tx, const StaffFilter& filter, const PageRequest& page) {
  return db::list_staff(tx, filter, page);
}

}  // namespace fenrun::flows
