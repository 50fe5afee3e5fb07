// Rows of `staff` and `staff_recovery_code`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto/digest.hpp"
#include "db/mysql/tx.hpp"
#include "domain/page.hpp"
#include "domain/staff/staff.hpp"

namespace fenrun::db {

// What a login is checked against.
struct StaffCredentials {
  Staff staff;
  std::string password_hash;
  std::string totp_secret_sealed;  // place: staff, totp_secret, public_id; not enrolled: on offer, or empty
  std::int64_t totp_last_step = 0;
};

struct NewStaff {
  std::string_view public_id;
  std::string_view login_name;
  Role role = Role::auditor;
  std::string_view password_hash;
  std::string_view totp_secret_sealed;
  Instant at;
  std::optional<Instant> initial_until{};  // nothing: enrolled
};

// False when the login name is taken.
[[nodiscard]] bool insert_staff(Tx& tx, const NewStaff& staff);

std::optional<StaffCredentials> find_staff_by_login_name(Tx& tx, std::string_view login_name);
std::optional<Staff> find_staff(Tx& tx, StaffId id);
std::optional<Staff> find_staff_by_public_id(Tx& tx, std::string_view public_id);
// FOR UPDATE: a one-time code is spent once even by two logins at the same moment.
std::optional<StaffCredentials> lock_staff(Tx& tx, StaffId id);
std::optional<StaffCredentials> lock_staff_by_public_id(Tx& tx, std::string_view public_id);

// Each counts the row's version up, except spend_totp_step and note_staff_login.
void update_staff_role(Tx& tx, StaffId id, Role role);
void update_staff_state(Tx& tx, StaffId id, StaffState state);
void update_staff_password(Tx& tx, StaffId id, std::string_view password_hash);
// Not enrolled from now on: nothing but the initial password works.
void reset_staff_credentials(Tx& tx, StaffId id, std::string_view password_hash, Instant initial_until);
void offer_staff_totp(Tx& tx, StaffId id, std::string_view totp_secret_sealed);
// What was offered counts, from the step after the one that confirmed it.
void enrol_staff(Tx& tx, StaffId id, std::string_view password_hash, Instant now);
void spend_totp_step(Tx& tx, StaffId id, std::int64_t step);
void note_staff_login(Tx& tx, StaffId id, Instant now);

void replace_recovery_codes(Tx& tx, StaffId id, std::span<const crypto::Sha256> hashes);
// False when there is no such code; a code works once.
[[nodiscard]] bool spend_recovery_code(Tx& tx, StaffId id, const crypto::Sha256& hash);

// In the order of creation.
Page<Staff> list_staff(Tx& tx, const StaffFilter& filter, const PageRequest& page);

}  // namespace fenrun::db
