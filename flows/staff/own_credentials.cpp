#include "flows/staff/own_credentials.hpp"

#include "db/audit/audit.hpp"
#include "db/staff/staff.hpp"
#include "db/staff/staff_session.hpp"
#include "domain/consumer/session.hpp"
#include "flows/staff/one_time_code.hpp"

namespace fenrun::flows {
namespace {

// A password takes a while to hash: an administrator may have ended the session meanwhile, or another tab
// have finished.
Result<db::StaffCredentials> lock_own(db::Tx& tx, const StaffDeed& deed) {
  auto credentials = db::lock_staff(tx, deed.staff);
  const auto session = db::find_staff_session(tx, deed.session);
  if (!credentials || !session || session->staff.id != deed.staff) return kSessionExpired;
  return std::move(*credentials);
}

// What the initial password opened ends with it.
Result<db::StaffCredentials> lock_newcomer(db::Tx& tx, const StaffDeed& deed, Instant now) {
  auto own = lock_own(tx, deed);
  if (!own) return own;
  if (own->staff.enrolled_at) return kStaffEnrolledAlready;
  if (!own->staff.initial_until || now >= *own->staff.initial_until) return kSessionExpired;
  return own;
}

void record_own(db::Tx& tx, const StaffDeed& deed, const Staff& staff, std::string action, Instant now) {
  db::append_audit(tx, {now, staff.id, std::string(to_word(staff.role)), deed.ip, deed.request_id,
                        std::move(action), "staff:" + staff.public_id, std::nullopt, std::nullopt, ""});
}

}  // namespace

Result<std::string> password_hash_of(db::Tx& tx, StaffId staff) {
  const auto found = db::lock_staff(tx, staff);
  if (!found) return kStaffNotFound;
  return found->password_hash;
}

Done begin_enrolment(db::Tx& tx, const StaffDeed& deed, const std::string& fresh_sealed, Instant now) {
  const auto own = lock_newcomer(tx, deed, now);
  if (!own) return own.error();
  db::offer_staff_totp(tx, deed.staff, fresh_sealed);
  return {};
}

Result<bool> enrol(db::Tx& tx, const EnrolCommand& command, const crypto::Sealer& sealer, Instant now) {
  const StaffDeed& deed = command.deed;
  if (auto counted = count_code_try(tx, deed.staff, now); !counted) return counted.error();
  const auto own = lock_newcomer(tx, deed, now);
  if (!own) return own.error();
  if (own->totp_secret_sealed.empty()) return kEnrolmentNotBegun;
  if (!spend_code(tx, *own, command.totp, sealer, now)) {
    record_own(tx, deed, own->staff, "staff.enrol_refused", now);
    return false;
  }
  forget_code_tries(tx, deed.staff);
  db::enrol_staff(tx, deed.staff, command.password_hash, now);
  db::replace_recovery_codes(tx, deed.staff, command.recovery_codes);
  db::delete_staff_sessions_of(tx, deed.staff);
  db::insert_staff_session(
      tx, {command.token_hash, deed.staff, now, now + kStaffSessionLife, deed.ip, command.user_agent});
  record_own(tx, deed, own->staff, "staff.enrol", now);
  return true;
}

Result<bool> change_own_password(db::Tx& tx, const ChangePasswordCommand& command,
                                 const crypto::Sealer& sealer, Instant now) {
  const StaffDeed& deed = command.deed;
  if (auto counted = count_code_try(tx, deed.staff, now); !counted) return counted.error();
  const auto own = lock_own(tx, deed);
  if (!own) return own.error();
  if (own->password_hash != command.verified_hash) return kStaffPasswordWrong;
  if (!spend_code(tx, *own, command.totp, sealer, now)) {
    record_own(tx, deed, own->staff, "staff.change_password_refused", now);
    return false;
  }
  forget_code_tries(tx, deed.staff);
  db::update_staff_password(tx, deed.staff, command.password_hash);
  db::delete_other_staff_sessions(tx, deed.staff, deed.session);
  record_own(tx, deed, own->staff, "staff.change_password", now);
  return true;
}

}  // namespace fenrun::flows
