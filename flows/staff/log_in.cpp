#include "flows/staff/log_in.hpp"

#include <cctype>

#include "db/audit/audit.hpp"
#include "db/staff/login_failure.hpp"
#include "db/staff/staff.hpp"
#include "db/staff/staff_session.hpp"
#include "flows/staff/one_time_code.hpp"

namespace fenrun::flows {
namespace {

crypto::Sha256 account_subject(std::string_view login_name) {
  return crypto::sha256("account:" + std::string(login_name));
}
crypto::Sha256 address_subject(std::string_view ip) { return crypto::sha256("address:" + std::string(ip)); }

// Whoever has not enrolled yet has nothing but the initial password, while it works. A password takes a while
// to check: one that was right, and that a reset or a change has replaced meanwhile, opens nothing.
bool passes(db::Tx& tx, const db::StaffCredentials& credentials, const EndStaffLoginCommand& command,
            const crypto::Sealer& sealer, Instant now) {
  const Staff& staff = credentials.staff;
  if (!command.password_is_right || command.verified_hash != credentials.password_hash) return false;
  if (staff.state != StaffState::active) return false;
  if (!staff.enrolled_at) return staff.initial_until && now < *staff.initial_until;
  if (!command.recovery_code.empty()) {
    return db::spend_recovery_code(tx, staff.id, hash_recovery_code(command.recovery_code));
  }
  return spend_code(tx, credentials, command.totp, sealer, now);
}

// Nobody else who had the initial password stays, or knows the secret that will be confirmed.
void begin_anew(db::Tx& tx, const Staff& staff) {
  db::delete_staff_sessions_of(tx, staff.id);
  db::offer_staff_totp(tx, staff.id, "");
}

void record(db::Tx& tx, const EndStaffLoginCommand& command, const Staff& staff, std::string action,
            Instant now) {
  db::append_audit(tx, {now, staff.id, std::string(to_word(staff.role)), command.ip, command.request_id,
                        std::move(action), "staff:" + staff.public_id, std::nullopt, std::nullopt, ""});
}

}  // namespace

Result<StaffLoginBegun> begin_staff_login(db::Tx& tx, const BeginStaffLoginCommand& command, Instant now) {
  const Instant window_cut = now - kLoginWindow;
  const auto account = db::count_login_attempt(tx, account_subject(command.login_name), now, window_cut);
  const auto address = db::count_login_attempt(tx, address_subject(command.ip), now, window_cut);
  const auto account_wait = login_wait(account, kLoginFailuresPerAccount, now);
  const auto address_wait = login_wait(address, kLoginFailuresPerAddress, now);
  if (account_wait || address_wait) {
    const std::chrono::seconds none{0};
    return Error(kStaffLoginTooMany)
        .retry_after(std::max(account_wait.value_or(none), address_wait.value_or(none)));
  }
  const auto credentials = db::find_staff_by_login_name(tx, command.login_name);
  if (!credentials) return StaffLoginBegun{};
  return StaffLoginBegun{credentials->staff.id, credentials->password_hash};
}

Result<bool> take_back_staff_login(db::Tx& tx, const BeginStaffLoginCommand& command) {
  db::give_back_login_attempt(tx, account_subject(command.login_name));
  db::give_back_login_attempt(tx, address_subject(command.ip));
  return true;
}

Result<StaffLoginEnded> end_staff_login(db::Tx& tx, const EndStaffLoginCommand& command,
                                        const crypto::Sealer& sealer, Instant now) {
  const auto credentials = db::lock_staff(tx, command.staff);
  if (!credentials) return StaffLoginEnded{};
  if (!passes(tx, *credentials, command, sealer, now)) {
    record(tx, command, credentials->staff, "staff.login_refused", now);
    return StaffLoginEnded{false, credentials->staff};
  }
  db::forget_login_attempts(tx, account_subject(command.login_name));
  db::give_back_login_attempt(tx, address_subject(command.ip));
  if (!credentials->staff.enrolled_at) begin_anew(tx, credentials->staff);
  if (command.replaced_session) db::delete_staff_session(tx, *command.replaced_session);
  db::insert_staff_session(tx, {command.token_hash, credentials->staff.id, now, now + kStaffSessionLife,
                                command.ip, command.user_agent});
  db::note_staff_login(tx, credentials->staff.id, now);
  record(tx, command, credentials->staff, "staff.login", now);
  return StaffLoginEnded{true, credentials->staff};
}

crypto::Sha256 hash_recovery_code(std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c != '-' && c != ' ') plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return crypto::sha256("recovery:" + plain);
}

}  // namespace fenrun::flows
