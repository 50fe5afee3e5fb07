#include "db/payout/confirm_free.hpp"

#include <stdexcept>

#include "base/assert.hpp"

#define CONFIRM_FREE_COLUMNS                                                                           \
  "id, dealer_id, number, mchid, appid, scene_id, openid_index, state, channel_number, close_reason, " \
  "is_doubted, is_end_wanted, asked_at, state_at, authorized_at, closed_at, heard_at, "                \
  "package_sealed IS NOT NULL, mac"

namespace fenrun::db {
namespace {

ConfirmFree read_confirm_free(const Row& row) {
  const auto state = confirm_free_state_from(row.text(7));
  if (!state) throw std::logic_error("no such state of a confirm-free authorisation: " + row.text(7));
  ConfirmFree authorization;
  authorization.id = row.id<ConfirmFreeId>(0);
  authorization.dealer = row.id<DealerId>(1);
  authorization.number = row.text(2);
  authorization.place = {row.text(3), row.text(4), row.text(5), row.text(6)};
  authorization.state = *state;
  authorization.channel_number = row.text(8);
  authorization.close_reason = row.text(9);
  authorization.is_doubted = row.boolean(10);
  authorization.is_end_wanted = row.boolean(11);
  authorization.asked_at = row.time(12);
  authorization.state_at = row.time(13);
  authorization.authorized_at = row.maybe_time(14);
  authorization.closed_at = row.maybe_time(15);
  authorization.heard_at = row.maybe_time(16);
  authorization.has_package = row.boolean(17);
  authorization.mac = row.text(18);
  return authorization;
}

std::optional<ConfirmFree> maybe_confirm_free(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_confirm_free(*row);
}

}  // namespace

std::optional<ConfirmFreeId> insert_confirm_free(Tx& tx, const ConfirmFree& authorization) {
  const ConfirmFreePlace& place = authorization.place;
  const bool is_new = tx.insert_new(
      "INSERT INTO confirm_free_authorization (dealer_id, number, mchid, appid, scene_id, openid_index, "
      "state, is_open, mac, asked_at, state_at) VALUES (?, ?, ?, ?, ?, ?, 'asked', 1, ?, ?, ?)",
      {authorization.dealer, authorization.number, place.mchid, place.appid, place.scene_id,
       place.openid_index, authorization.mac, authorization.asked_at, authorization.asked_at});
  if (!is_new) return std::nullopt;
  const auto row =
      tx.one("SELECT id FROM confirm_free_authorization WHERE number = ?", {authorization.number});
  FENRUN_ASSERT(row.has_value());
  return row->id<ConfirmFreeId>(0);
}

void save_confirm_free(Tx& tx, const ConfirmFree& authorization) {
  const bool is_closed = authorization.state == ConfirmFreeState::closed;
  const std::optional<int> open = is_closed ? std::nullopt : std::optional(1);
  tx.execute(
      "UPDATE confirm_free_authorization SET state = ?, is_open = ?, channel_number = ?, close_reason = ?, "
      "is_doubted = ?, is_end_wanted = ?, state_at = ?, authorized_at = ?, closed_at = ?, heard_at = ? "
      "WHERE id = ?",
      {to_word(authorization.state), open, authorization.channel_number, authorization.close_reason,
       authorization.is_doubted, authorization.is_end_wanted, authorization.state_at,
       authorization.authorized_at, authorization.closed_at, authorization.heard_at, authorization.id});
}

void save_confirm_free_package(Tx& tx, ConfirmFreeId id, std::string_view sealed) {
  tx.execute(
      "UPDATE confirm_free_authorization SET package_sealed = ? WHERE id = ? AND package_sealed IS NULL",
      {sealed, id});
}

std::optional<std::string> confirm_free_package(Tx& tx, ConfirmFreeId id) {
  const auto row = tx.one("SELECT package_sealed FROM confirm_free_authorization WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return row->maybe_text(0);
}

std::optional<ConfirmFree> find_confirm_free_of(Tx& tx, DealerId dealer) {
  return maybe_confirm_free(
      tx.one("SELECT " CONFIRM_FREE_COLUMNS
             " FROM confirm_free_authorization WHERE dealer_id = ? ORDER BY is_open DESC, id DESC "
             "LIMIT 1",
             {dealer}));
}

std::optional<ConfirmFree> lock_open_confirm_free(Tx& tx, const ConfirmFreePlace& place) {
  return maybe_confirm_free(
      tx.one("SELECT " CONFIRM_FREE_COLUMNS
             " FROM confirm_free_authorization WHERE openid_index = ? AND mchid = ? AND appid = ? AND "
             "scene_id = ? AND is_open = 1 FOR UPDATE",
             {place.openid_index, place.mchid, place.appid, place.scene_id}));
}

std::optional<ConfirmFree> lock_confirm_free(Tx& tx, std::string_view number) {
  return maybe_confirm_free(tx.one("SELECT " CONFIRM_FREE_COLUMNS
                                   " FROM confirm_free_authorization WHERE number = ? FOR UPDATE",
                                   {number}));
}

std::optional<ConfirmFree> find_confirm_free(Tx& tx, std::string_view number) {
  return maybe_confirm_free(
      tx.one("SELECT " CONFIRM_FREE_COLUMNS " FROM confirm_free_authorization WHERE number = ?", {number}));
}

std::optional<ConfirmFree> find_confirm_free_in_effect(Tx& tx, DealerId dealer, std::string_view appid,
                                                       std::string_view openid_index) {
  return maybe_confirm_free(
      tx.one("SELECT " CONFIRM_FREE_COLUMNS
             " FROM confirm_free_authorization WHERE dealer_id = ? AND is_open = 1 AND openid_index = ? AND "
             "appid = ? AND state = 'in_effect' AND is_doubted = 0 AND is_end_wanted = 0 ORDER BY id DESC "
             "LIMIT 1",
             {dealer, openid_index, appid}));
}

void doubt_confirm_free(Tx& tx, std::string_view number) {
  tx.execute("UPDATE confirm_free_authorization SET is_doubted = 1 WHERE number = ? AND state = 'in_effect'",
             {number});
}

void want_confirm_free_ends(Tx& tx, DealerId dealer, ConfirmFreeId kept) {
  tx.execute(
      "UPDATE confirm_free_authorization SET is_end_wanted = 1, heard_at = NULL WHERE dealer_id = ? AND "
      "is_open = 1 AND id <> ?",
      {dealer, kept});
}

std::vector<ConfirmFree> list_unsettled_confirm_free(Tx& tx, Instant before, int limit) {
  std::vector<ConfirmFree> unsettled;
  for (const Row& row : tx.all(
           "SELECT " CONFIRM_FREE_COLUMNS
           " FROM confirm_free_authorization WHERE is_open = 1 AND (is_end_wanted = 1 OR is_doubted = 1) AND "
           "(heard_at IS NULL OR heard_at < ?) ORDER BY heard_at, id LIMIT ?",
           {before, limit})) {
    unsettled.push_back(read_confirm_free(row));
  }
  return unsettled;
}

}  // namespace fenrun::db
