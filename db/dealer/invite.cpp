#include "db/dealer/invite.hpp"

#define INVITE_COLUMNS "id, code, inviter_id, level, uses_left, expires_at, revoked_at, created_at"

namespace fenrun::db {
namespace {

Invite read_invite(const Row& row) {
  Invite invite;
  invite.id = row.id<InviteId>(0);
  invite.code = row.text(1);
  invite.inviter_id = row.id<DealerId>(2);
  invite.level = static_cast<int>(row.integer(3));
  invite.uses_left = static_cast<int>(row.integer(4));
  invite.expires_at = row.time(5);
  invite.revoked_at = row.maybe_time(6);
  invite.created_at = row.time(7);
  return invite;
}

std::optional<Invite> read_maybe_invite(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_invite(*row);
}

}  // namespace

std::optional<Invite> find_invite(Tx& tx, std::string_view code) {
  if (!is_invite_code(code)) return std::nullopt;
  return read_maybe_invite(tx.one("SELECT " INVITE_COLUMNS " FROM dealer_invite WHERE code = ?", {code}));
}

std::optional<Invite> find_invite_by_id(Tx& tx, InviteId id) {
  return read_maybe_invite(tx.one("SELECT " INVITE_COLUMNS " FROM dealer_invite WHERE id = ?", {id}));
}

std::optional<Invite> lock_invite(Tx& tx, InviteId id) {
  return read_maybe_invite(
      tx.one("SELECT " INVITE_COLUMNS " FROM dealer_invite WHERE id = ? FOR UPDATE", {id}));
}

std::optional<Invite> lock_invite_by_code(Tx& tx, std::string_view code) {
  if (!is_invite_code(code)) return std::nullopt;
  return read_maybe_invite(
      tx.one("SELECT " INVITE_COLUMNS " FROM dealer_invite WHERE code = ? FOR UPDATE", {code}));
}

int count_open_invites(Tx& tx, DealerId inviter, Instant now) {
  const auto row = tx.one(  // unexpired
      "SELECT COUNT(*) FROM dealer_invite "
      "WHERE inviter_id = ? AND expires_at > ? AND revoked_at IS NULL AND uses_left > 0",
      {inviter, now});
  return static_cast<int>(row->integer(0));
}

std::optional<InviteId> insert_invite(Tx& tx, const Invite& invite) {
  const bool is_new = tx.insert_new(
      "INSERT INTO dealer_invite (code, inviter_id, level, uses_left, expires_at, created_at) VALUES (?, ?, "
      "?, ?, ?, ?)",
      {invite.code, invite.inviter_id, invite.level, invite.uses_left, invite.expires_at, invite.created_at});
  if (!is_new) return std::nullopt;
  return find_invite(tx, invite.code)->id;
}

void consume_invite(Tx& tx, InviteId id) {
  tx.execute_one("UPDATE dealer_invite SET uses_left = uses_left - 1 WHERE id = ? AND uses_left > 0", {id});
}

void revoke_invite_row(Tx& tx, InviteId id, Instant at) {
  tx.execute_one("UPDATE dealer_invite SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", {at, id});
}

std::int64_t revoke_invites_of(Tx& tx, DealerId inviter, Instant at) {
  return static_cast<std::int64_t>(tx.execute(
      "UPDATE dealer_invite SET revoked_at = ? WHERE inviter_id = ? AND revoked_at IS NULL", {at, inviter}));
}

Page<Invite> list_invites_of(Tx& tx, DealerId inviter, const PageRequest& page) {
  const auto rows = tx.all(  // of_inviter
      "SELECT " INVITE_COLUMNS
      " FROM dealer_invite WHERE inviter_id = ? AND id < COALESCE(NULLIF(?, 0), 9223372036854775807) "
      "ORDER BY id DESC LIMIT ?",
      {inviter, page.after, page.rows() + 1});
  std::vector<Invite> invites;
  invites.reserve(rows.size());
  for (const Row& row : rows) invites.push_back(read_invite(row));
  return cut_page(std::move(invites), page, [](const Invite& invite) { return invite.id.value; });
}

}  // namespace fenrun::db
