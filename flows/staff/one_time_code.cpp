#include "flows/staff/one_time_code.hpp"

#include "base/crypto/password.hpp"
#include "db/staff/login_failure.hpp"
#include "domain/staff/step_up.hpp"

namespace fenrun::flows {
namespace {

crypto::Sha256 code_subject(StaffId staff) {
  return crypto::sha256("step_up:" + std::to_string(staff.value));
}

}  // namespace

Done count_code_try(db::Tx& tx, StaffId staff, Instant now) {
  const auto tries = db::count_login_attempt(tx, code_subject(staff), now, now - kStepUpWindow);
  const auto wait = step_up_wait(tries, now);
  if (wait) return Error(kStepUpTooMany).retry_after(*wait);
  return {};
}

void forget_code_tries(db::Tx& tx, StaffId staff) { db::forget_login_attempts(tx, code_subject(staff)); }

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

}  // namespace fenrun::flows
