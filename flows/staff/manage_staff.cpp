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
                         now,
                         command.credentials.initial_until};
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

Result<Staff> reset_staff_credentials(db::Tx& tx, StaffId by, const std::string& public_id,
                                      const std::string& password_hash, Instant initial_until) {
  auto staff = lock_other(tx, by, public_id);
  if (!staff) return staff;
  db::reset_staff_credentials(tx, staff->id, password_hash, initial_until);
  db::delete_staff_sessions_of(tx, staff->id);
  return db::find_staff_by_public_id(tx, public_id).value();
}

Result<Page<Staff>> list_staff(db::Tx& tx, const StaffFilter& filter, const PageRequest& page) {
  return db::list_staff(tx, filter, page);
}

}  // namespace fenrun::flows
