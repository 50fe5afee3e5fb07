#include "db/staff/staff.hpp"

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"
#include "db/ascii.hpp"
#include "db/staff/staff_columns.hpp"

namespace fenrun::db {
namespace {

// Columns 0 to 2 of read_credentials; those of a Staff follow them.
#define CREDENTIAL_COLUMNS "password_hash, totp_secret_sealed, totp_last_step, " STAFF_COLUMNS

std::optional<StaffCredentials> read_credentials(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return StaffCredentials{read_staff(*row, 3), row->text(0), row->text(1), row->integer(2)};
}

}  // namespace

// Whom a server of before enrolment has added has both password and secret, and neither time.
Staff read_staff(const Row& row, std::size_t from) {
  const auto role = parse_role(row.text(from + 3));
  FENRUN_ASSERT(role.has_value());
  const StaffState state =
      row.text(from + 4) == to_word(StaffState::active) ? StaffState::active : StaffState::disabled;
  const auto initial_until = row.maybe_time(from + 9);
  auto enrolled_at = row.maybe_time(from + 8);
  if (!enrolled_at && !initial_until) enrolled_at = row.time(from + 5);
  return Staff{
      row.id<StaffId>(from), row.text(from + 1),    row.text(from + 2),       *role,       state,
      row.time(from + 5),    row.integer(from + 6), row.maybe_time(from + 7), enrolled_at, initial_until};
}

bool insert_staff(Tx& tx, const NewStaff& staff) {
  return tx.insert_new(
      "INSERT INTO staff (public_id, login_name, role, state, password_hash, totp_secret_sealed, "
      "totp_last_step, created_at, enrolled_at, initial_until) "
      "VALUES (?, ?, ?, 'active', ?, ?, 0, ?, ?, ?)",
      {staff.public_id, staff.login_name, to_word(staff.role), staff.password_hash, staff.totp_secret_sealed,
       staff.at, staff.initial_until ? std::nullopt : std::optional(staff.at), staff.initial_until});
}

std::optional<StaffCredentials> find_staff_by_login_name(Tx& tx, std::string_view login_name) {
  if (!is_login_name(login_name)) return std::nullopt;
  return read_credentials(
      tx.one("SELECT " CREDENTIAL_COLUMNS " FROM staff WHERE login_name = ?", {login_name}));
}

std::optional<Staff> find_staff(Tx& tx, StaffId id) {
  const auto row = tx.one("SELECT " STAFF_COLUMNS " FROM staff WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return read_staff(*row, 0);
}

std::optional<Staff> find_staff_by_public_id(Tx& tx, std::string_view public_id) {
  const auto row = tx.one("SELECT " STAFF_COLUMNS " FROM staff WHERE public_id = ?", {public_id});
  if (!row) return std::nullopt;
  return read_staff(*row, 0);
}

std::optional<StaffCredentials> lock_staff(Tx& tx, StaffId id) {
  return read_credentials(tx.one("SELECT " CREDENTIAL_COLUMNS " FROM staff WHERE id = ? FOR UPDATE", {id}));
}

std::optional<StaffCredentials> lock_staff_by_public_id(Tx& tx, std::string_view public_id) {
  return read_credentials(
      tx.one("SELECT " CREDENTIAL_COLUMNS " FROM staff WHERE public_id = ? FOR UPDATE", {public_id}));
}

void update_staff_role(Tx& tx, StaffId id, Role role) {
  tx.execute_one("UPDATE staff SET role = ?, version = version + 1 WHERE id = ?", {to_word(role), id});
}

void update_staff_state(Tx& tx, StaffId id, StaffState state) {
  tx.execute_one("UPDATE staff SET state = ?, version = version + 1 WHERE id = ?", {to_word(state), id});
}

void update_staff_password(Tx& tx, StaffId id, std::string_view password_hash) {
  tx.execute_one("UPDATE staff SET password_hash = ?, version = version + 1 WHERE id = ?",
                 {password_hash, id});
}

void reset_staff_credentials(Tx& tx, StaffId id, std::string_view password_hash, Instant initial_until) {
  tx.execute_one(
      "UPDATE staff SET password_hash = ?, totp_secret_sealed = '', totp_last_step = 0, enrolled_at = NULL, "
      "initial_until = ?, version = version + 1 WHERE id = ?",
      {password_hash, initial_until, id});
  tx.execute("DELETE FROM staff_recovery_code WHERE staff_id = ?", {id});
}

void offer_staff_totp(Tx& tx, StaffId id, std::string_view totp_secret_sealed) {
  tx.execute_one(
      "UPDATE staff SET totp_secret_sealed = ?, totp_last_step = 0, version = version + 1 "
      "WHERE id = ? AND enrolled_at IS NULL",
      {totp_secret_sealed, id});
}

void enrol_staff(Tx& tx, StaffId id, std::string_view password_hash, Instant now) {
  tx.execute_one(
      "UPDATE staff SET password_hash = ?, enrolled_at = ?, initial_until = NULL, version = version + 1 "
      "WHERE id = ? AND enrolled_at IS NULL",
      {password_hash, now, id});
}

void spend_totp_step(Tx& tx, StaffId id, std::int64_t step) {
  tx.execute_one("UPDATE staff SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?", {step, id, step});
}

void note_staff_login(Tx& tx, StaffId id, Instant now) {
  tx.execute("UPDATE staff SET last_login_at = ? WHERE id = ?", {now, id});
}

void replace_recovery_codes(Tx& tx, StaffId id, std::span<const crypto::Sha256> hashes) {
  tx.execute("DELETE FROM staff_recovery_code WHERE staff_id = ?", {id});
  for (const auto& hash : hashes) {
    tx.execute_one("INSERT INTO staff_recovery_code (staff_id, code_hash) VALUES (?, ?)",
                   {id, crypto::as_text(hash)});
  }
}

bool spend_recovery_code(Tx& tx, StaffId id, const crypto::Sha256& hash) {
  return tx.execute("DELETE FROM staff_recovery_code WHERE staff_id = ? AND code_hash = ?",
                    {id, crypto::as_text(hash)}) == 1;
}

Page<Staff> list_staff(Tx& tx, const StaffFilter& filter, const PageRequest& page) {
  std::vector<Staff> staff;
  if (!is_ascii(filter.name_part)) return {};
  const auto role = filter.role ? std::optional<std::string_view>(to_word(*filter.role)) : std::nullopt;
  const auto state = filter.state ? std::optional<std::string_view>(to_word(*filter.state)) : std::nullopt;
  for (const Row& row :
       tx.all("SELECT " STAFF_COLUMNS " FROM staff WHERE id > ? AND (? IS NULL OR role = ?) "
              "AND (? IS NULL OR state = ?) AND LOCATE(?, login_name) > 0 ORDER BY id LIMIT ?",
              {page.after, role, role, state, state, filter.name_part, page.rows() + 1})) {
    staff.push_back(read_staff(row, 0));
  }
  return cut_page(std::move(staff), page, [](const Staff& one) { return one.id.value; });
}

}  // namespace fenrun::db
