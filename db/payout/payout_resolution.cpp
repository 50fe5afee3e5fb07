#include "db/payout/payout_resolution.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#define RESOLUTION_COLUMNS                                                                          \
  "id, public_id, payout_id, number, amount_fen, action, reference, evidence, state, proposed_by, " \
  "proposed_at, decided_by, decided_at, mac, applied_at, outcome"

namespace fenrun::db {
namespace {

PayoutResolution read_resolution(const Row& row) {
  const auto action = resolution_action_from(row.text(5));
  const auto state = resolution_state_from(row.text(8));
  if (!action || !state) throw std::logic_error("no such word in a resolution: " + row.text(8));
  PayoutResolution resolution;
  resolution.id = row.id<PayoutResolutionId>(0);
  resolution.public_id = row.text(1);
  resolution.payout = row.id<PayoutId>(2);
  resolution.number = row.text(3);
  resolution.amount = row.fen(4);
  resolution.action = *action;
  resolution.reference = row.text(6);
  resolution.evidence = row.text(7);
  resolution.state = *state;
  resolution.proposed_by = row.id<StaffId>(9);
  resolution.proposed_at = row.time(10);
  resolution.decided_by = row.id<StaffId>(11);
  resolution.decided_at = row.maybe_time(12);
  resolution.mac = row.text(13);
  resolution.applied_at = row.maybe_time(14);
  resolution.outcome = row.text(15);
  return resolution;
}

std::optional<PayoutResolution> maybe_resolution(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_resolution(*row);
}

}  // namespace

bool insert_resolution(Tx& tx, const PayoutResolution& resolution) {
  return tx.insert_new(
      "INSERT INTO payout_resolution (public_id, payout_id, number, amount_fen, action, reference, evidence, "
      "state, is_open, proposed_by, proposed_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'proposed', 1, ?, ?)",
      {resolution.public_id, resolution.payout, resolution.number, resolution.amount,
       to_word(resolution.action), resolution.reference, resolution.evidence, resolution.proposed_by,
       resolution.proposed_at});
}

std::optional<PayoutResolution> find_resolution(Tx& tx, std::string_view public_id) {
  return maybe_resolution(
      tx.one("SELECT " RESOLUTION_COLUMNS " FROM payout_resolution WHERE public_id = ?", {public_id}));
}

std::optional<PayoutResolution> lock_resolution(Tx& tx, std::string_view public_id) {
  return maybe_resolution(tx.one(
      "SELECT " RESOLUTION_COLUMNS " FROM payout_resolution WHERE public_id = ? FOR UPDATE", {public_id}));
}

std::optional<PayoutResolution> lock_confirmed_resolution(Tx& tx) {
  return maybe_resolution(tx.one("SELECT " RESOLUTION_COLUMNS
                                 " FROM payout_resolution WHERE state = 'confirmed' ORDER BY id LIMIT 1 FOR "
                                 "UPDATE SKIP LOCKED"));
}

void save_resolution(Tx& tx, const PayoutResolution& resolution) {
  const bool is_open =
      resolution.state == ResolutionState::proposed || resolution.state == ResolutionState::confirmed;
  tx.execute_one(
      "UPDATE payout_resolution SET state = ?, is_open = IF(?, 1, NULL), decided_by = ?, decided_at = ?, mac "
      "= ?, applied_at = ?, outcome = ? WHERE id = ?",
      {to_word(resolution.state), is_open, resolution.decided_by, resolution.decided_at, resolution.mac,
       resolution.applied_at, resolution.outcome, resolution.id});
}

Page<PayoutResolution> list_resolutions(Tx& tx, std::optional<ResolutionState> state,
                                        const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  const std::string_view word = state ? to_word(*state) : "";
  std::vector<PayoutResolution> found;
  for (const Row& row : tx.all("SELECT " RESOLUTION_COLUMNS
                               " FROM payout_resolution WHERE (? = '' OR state = ?) AND id < ? ORDER BY id "
                               "DESC LIMIT ?",
                               {word, word, below, page.rows() + 1})) {
    found.push_back(read_resolution(row));
  }
  return cut_page(std::move(found), page, [](const PayoutResolution& one) { return one.id.value; });
}

}  // namespace fenrun::db
