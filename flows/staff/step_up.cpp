#include "flows/staff/step_up.hpp"

#include "base/crypto/password.hpp"
#include "db/audit/audit.hpp"
#include "db/staff/login_failure.hpp"
#include "db/staff/staff.hpp"
#include "db/staff/step_up.hpp"

namespace fenrun::flows {
namespace {

crypto::Sha256 step_up_subject(StaffId staff) {
  return crypto::sha256("step_up:" + std::to_string(staff.value));
}

void record_step_up(db::Tx& tx, const StepUpCommand& command, const Staff& staff, std::string action,
                    Instant now) {
  db::append_audit(tx, {now, staff.id, std::string(to_word(staff.role)), command.ip, command.request_id,
                        std::move(action), "staff:" + staff.public_id, std::nullopt, command.digest, ""});
}

// The step is spent as it is at a login: the row's lock puts the two in order.
bool spend_code(db::Tx& tx, const db::StaffCredentials& credentials, const std::string& code,
                const crypto::Sealer& sealer, Instant now) {
  if (credentials.staff.state != StaffState::active) return false;
  const auto secret =
      sealer.open({"staff", "totp_secret", credentials.staff.public_id}, credentials.totp_secret_sealed);
  if (!secret) return false;
  const auto step = crypto::verify_totp(*secret, code, now, credentials.totp_last_step);
  if (step) db::spend_totp_step(tx, credentials.staff.id, *step);
  return step.has_value();
}

}  // namespace

Result<bool> step_up(db::Tx& tx, const StepUpCommand& command, const crypto::Sealer& sealer, Instant now) {
  const auto tries = db::count_login_attempt(tx, step_up_subject(command.staff), now, now - kStepUpWindow);
  const auto wait = step_up_wait(tries, now);
  if (wait) return Error(kStepUpTooMany).retry_after(*wait);
  const auto credentials = db::lock_staff(tx, command.staff);
  if (!credentials) return false;
  if (!spend_code(tx, *credentials, command.totp, sealer, now)) {
    record_step_up(tx, command, credentials->staff, "staff.step_up_refused", now);
    return false;
  }
  db::forget_login_attempts(tx, step_up_subject(command.staff));
  db::insert_step_up(
      tx, {command.confirmation, command.staff, command.session, command.digest, now, std::nullopt});
  record_step_up(tx, command, credentials->staff, "staff.step_up", now);
  return true;
}

Done use_step_up(db::Tx& tx, const UseStepUp& command, Instant now) {
  if (command.confirmation.empty()) return kStepUpNeeded;
  const auto hash = crypto::sha256(command.confirmation);
  const auto given = db::lock_step_up(tx, hash);
  const bool is_theirs = given && given->staff == command.staff && given->session == command.session;
  if (!is_theirs) return kStepUpUnknown;
  if (given->used_at) return kStepUpUsed;
  if (now - given->confirmed_at > kStepUpLife) return kStepUpExpired;
  if (given->digest != command.digest) return kStepUpOther;
  db::use_step_up(tx, hash, now);
  return {};
}

}  // namespace fenrun::flows
