#include "db/journal/write_off.hpp"

#include <stdexcept>

#define WRITE_OFF_COLUMNS \
  "id, public_id, dealer_id, amount_fen, reason, state, requested_by, requested_at, decided_by, decided_at"

namespace fenrun::db {
namespace {

WriteOff read_write_off(const Row& row) {
  const auto state = write_off_state_from(row.text(5));
  if (!state) throw std::logic_error("no such state of a write-off: " + row.text(5));
  return WriteOff{row.id<WriteOffId>(0), row.text(1),      row.id<DealerId>(2), row.fen(3),
                  row.text(4),           *state,           row.id<StaffId>(6),  row.time(7),
                  row.id<StaffId>(8),    row.maybe_time(9)};
}

}  // namespace

bool insert_write_off(Tx& tx, const WriteOff& write_off) {
  return tx.insert_new(
      "INSERT INTO write_off (public_id, dealer_id, amount_fen, reason, state, is_open, requested_by, "
      "requested_at) VALUES (?, ?, ?, ?, 'open', 1, ?, ?)",
      {write_off.public_id, write_off.dealer, write_off.amount, write_off.reason, write_off.requested_by,
       write_off.requested_at});
}

std::optional<WriteOff> lock_write_off(Tx& tx, const std::string& public_id) {
  const auto row =
      tx.one("SELECT " WRITE_OFF_COLUMNS " FROM write_off WHERE public_id = ? FOR UPDATE", {public_id});
  if (!row) return std::nullopt;
  return read_write_off(*row);
}

void decide_write_off(Tx& tx, const WriteOff& write_off) {
  tx.execute_one(
      "UPDATE write_off SET state = ?, is_open = NULL, decided_by = ?, decided_at = ? "
      "WHERE id = ? AND state = 'open'",
      {to_word(write_off.state), write_off.decided_by, write_off.decided_at, write_off.id});
}

Page<WriteOff> list_write_offs(Tx& tx, WriteOffState state, const PageRequest& page) {
  const std::int64_t below = page.after == 0 ? INT64_MAX : page.after;
  std::vector<WriteOff> found;
  for (const Row& row : tx.all("SELECT " WRITE_OFF_COLUMNS
                               " FROM write_off WHERE state = ? AND id < ? ORDER BY id DESC LIMIT ?",
                               {to_word(state), below, page.rows() + 1})) {
    found.push_back(read_write_off(row));
  }
  return cut_page(std::move(found), page, [](const WriteOff& one) { return one.id.value; });
}

std::vector<DebtEntry> list_debt_entries(Tx& tx, SheetId sheet, int limit) {
  std::vector<DebtEntry> entries;
  for (const Row& row : tx.all("SELECT t.at, p.amount_fen FROM posting p JOIN journal_txn t "
                               "ON t.sheet = p.sheet AND t.number = p.number "
                               "WHERE p.sheet = ? AND p.debit = 'owed' ORDER BY p.number DESC LIMIT ?",
                               {sheet, limit})) {
    entries.push_back({row.time(0), row.fen(1)});
  }
  return entries;
}

}  // namespace fenrun::db
