#include "flows/staff/step_up.hpp"

#include "db/audit/audit.hpp"
#include "db/staff/staff.hpp"
#include "db/staff/step_up.hpp"
#include "flows/staff/one_time_code.hpp"

namespace fenrun::flows {
namespace {

void record_step_up(db::Tx& tx, const StepUpCommand& command, const Staff& staff, std::string action,
                    Instant now) {
  db::append_audit(tx, {now, staff.id, std::string(to_word(staff.role)), command.ip, command.request_id,
                        std::move(action), "staff:" + staff.public_id, std::nullopt, command.digest, ""});
}

}  // namespace

Result<bool> step_up(db::Tx& tx, const StepUpCommand& command, const crypto::Sealer& sealer, Instant now) {
  if (auto counted = count_code_try(tx, command.staff, now); !counted) return counted.error();
  const auto credentials = db::lock_staff(tx, command.staff);
  if (!credentials) return false;
  if (!spend_code(tx, *credentials, command.totp, sealer, now)) {
    record_step_up(tx, command, credentials->staff, "staff.step_up_refused", now);
    return false;
  }
  forget_code_tries(tx, command.staff);
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
