#include "db/staff/staff.hpp"

#include "base/assert.hpp"
#include "base/crypto/encoding.hpp"

namespace fenrun::db {
namespace {

// Columns 0 to 6 of every SELECT below.
Staff read_staff(const Row& row) {
  const auto role = parse_role(row.text(3));
  FENRUN_ASSERT(role.has_value());
  const StaffState state =
      row.text(4) == to_word(StaffState::active) ? StaffState::active : StaffState::disabled;
  return Staff{row.id<StaffId>(0), row.text(1), row.text(2), *role, state, row.time(5), row.integer(6)};
}

std::optional<StaffCredentials> read_credentials(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return StaffCredentials{read_staff(*row), row->text(7), row->text(8), row->integer(9)};
}

}  // namespace

bool insert_staff(Tx& tx, const NewStaff& staff) {
  return tx.insert_new(
      "INSERT INTO staff (public_id, login_name, role, state, password_hash, totp_secret_sealed, "
      "totp_last_step, created_at) "
      "VALUES (?, ?, ?, 'active', ?, ?, 0, ?)",
      {staff.public_id, staff.login_name, to_word(staff.role), staff.password_hash, staff.totp_secret_sealed,
       staff.at});
}

std::optional<StaffCredentials> find_staff_by_login_name(Tx& tx, std::string_view login_name) {
  if (!is_login_name(login_name)) return std::nullopt;
  return read_credentials(
      tx.one("SELECT id, public_id, login_name, role, state, created_at, version, password_hash, "
             "totp_secret_sealed, "
             "totp_last_step FROM staff WHERE login_name = ?",
             {login_name}));
}

std::optional<Staff> find_staff(Tx& tx, StaffId id) {
  const auto row = tx.one(
      "SELECT id, public_id, login_name, role, state, created_at, version FROM staff WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return read_staff(*row);
}

std::optional<Staff> find_staff_by_public_id(Tx& tx, std::string_view public_id) {
  const auto row = tx.one(
      "SELECT id, public_id, login_name, role, state, created_at, version FROM staff WHERE public_id = ?",
      {public_id});
  if (!row) return std::nullopt;
  return read_staff(*row);
}

std::optional<StaffCredentials> lock_staff(Tx& tx, StaffId id) {
  return read_credentials(
      tx.one("SELECT id, public_id, login_name, role, state, created_at, version, password_hash, "
             "totp_secret_sealed, "
             "totp_last_step FROM staff WHERE id = ? FOR UPDATE",
             {id}));
}

std::optional<StaffCredentials> lock_staff_by_public_id(Tx& tx, std::string_view public_id) {
  return read_credentials(
      tx.one("SELECT id, public_id, login_name, role, state, created_at, version, password_hash, "
             "totp_secret_sealed, "
             "totp_last_step FROM staff WHERE public_id = ? FOR UPDATE",
             {public_id}));
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

void update_staff_totp(Tx& tx, StaffId id, std::string_view totp_secret_sealed) {
  tx.execute_one(
      "UPDATE staff SET totp_secret_sealed = ?, totp_last_step = 0, version = version + 1 WHERE id = ?",
      {totp_secret_sealed, id});
}

void spend_totp_step(Tx& tx, StaffId id, std::int64_t step) {
  tx.execute_one("UPDATE staff SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?", {step, id, step});
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

Page<Staff> list_staff(Tx& tx, const PageRequest& page) {
  std::vector<Staff> staff;
  for (const Row& row :
       tx.all("SELECT id, public_id, login_name, role, state, created_at, version FROM staff "
              "WHERE id > ? ORDER BY id LIMIT ?",
              {page.after, page.rows() + 1})) {
    staff.push_back(read_staff(row));
  }
  return cut_page(std::move(staff), page, [](const Staff& one) { return one.id.value; });
}

}  // namespace fenrun::db
