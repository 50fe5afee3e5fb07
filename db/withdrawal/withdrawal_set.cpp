#include "db/withdrawal/withdrawal_set.hpp"

#include <algorithm>
#include <stdexcept>

#include "domain/dealer/dealer.hpp"

#define WITHDRAWAL_SET_COLUMNS                                                                   \
  "id, public_id, action, staff_id, session_hash, digest, selected, is_cut, included, sum_fen, " \
  "largest_fen, "                                                                                \
  "completed, reason, previewed_at, started_at"
#define WITHDRAWAL_SET_ROW_COLUMNS \
  "position, public_id, version, gross_fen, outcome, code, reason_zh, reason_en"

namespace fenrun::db {
namespace {

std::optional<WithdrawalSet> read_withdrawal_set(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  const auto action = set_action_from(row->text(2));
  if (!action) throw std::logic_error("no such action of a set: " + row->text(2));
  WithdrawalSet set;
  set.id = row->id<WithdrawalSetId>(0);
  set.public_id = row->text(1);
  set.action = *action;
  set.staff = row->id<StaffId>(3);
  set.session = row->text(4);
  set.digest = row->text(5);
  set.selected = static_cast<int>(row->integer(6));
  set.is_cut = row->boolean(7);
  set.sums = {static_cast<int>(row->integer(8)), row->fen(9), row->fen(10)};
  set.completed = static_cast<int>(row->integer(11));
  set.reason = row->text(12);
  set.previewed_at = row->time(13);
  set.started_at = row->maybe_time(14);
  return set;
}

SetRow read_set_row(const Row& row) {
  const auto outcome = set_outcome_from(row.text(4));
  if (!outcome) throw std::logic_error("no such outcome in a set: " + row.text(4));
  return {row.integer(0), {row.text(1), row.integer(2), row.fen(3)}, *outcome, row.text(5), row.text(6),
          row.text(7)};
}

}  // namespace

WithdrawalSetId insert_withdrawal_set(Tx& tx, const WithdrawalSet& set) {
  return WithdrawalSetId{tx.insert_id(
      "INSERT INTO withdrawal_set (public_id, action, staff_id, session_hash, digest, selected, is_cut, "
      "included, sum_fen, largest_fen, completed, previewed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {set.public_id, to_word(set.action), set.staff, set.session, set.digest, set.selected, set.is_cut,
       set.sums.count, set.sums.sum, set.sums.largest, set.completed, set.previewed_at})};
}

void insert_set_rows(Tx& tx, WithdrawalSetId set, std::span<const SetRow> rows) {
  std::vector<Param> values;
  values.reserve(rows.size() * 9);
  for (const SetRow& row : rows) {
    for (Param value : std::initializer_list<Param>{
             set, row.position, row.member.public_id, row.member.version, row.member.gross,
             to_word(row.outcome), row.code, row.reason_zh, row.reason_en}) {
      values.push_back(std::move(value));
    }
  }
  tx.execute_rows(
      "INSERT INTO withdrawal_set_row (set_id, position, public_id, version, gross_fen, outcome, code, "
      "reason_zh, reason_en) VALUES",
      "(?,?,?,?,?,?,?,?,?)", values);
}

std::optional<WithdrawalSet> find_withdrawal_set(Tx& tx, std::string_view public_id) {
  return read_withdrawal_set(
      tx.one("SELECT " WITHDRAWAL_SET_COLUMNS " FROM withdrawal_set WHERE public_id = ?", {public_id}));
}

std::optional<WithdrawalSet> lock_withdrawal_set(Tx& tx, std::string_view public_id) {
  return read_withdrawal_set(tx.one(
      "SELECT " WITHDRAWAL_SET_COLUMNS " FROM withdrawal_set WHERE public_id = ? FOR UPDATE", {public_id}));
}

void start_withdrawal_set(Tx& tx, WithdrawalSetId set, std::string_view reason, Instant now) {
  tx.execute_one("UPDATE withdrawal_set SET reason = ?, started_at = ? WHERE id = ? AND started_at IS NULL",
                 {reason, now, set});
}

std::optional<SetRow> next_waiting_row(Tx& tx, WithdrawalSetId set, std::int64_t position) {
  const auto row = tx.one("SELECT " WITHDRAWAL_SET_ROW_COLUMNS
                          " FROM withdrawal_set_row WHERE set_id = ? AND position >= ? AND outcome = "
                          "'waiting' ORDER BY position LIMIT 1",
                          {set, position});
  if (!row) return std::nullopt;
  return read_set_row(*row);
}

void save_set_outcome(Tx& tx, WithdrawalSetId set, const SetRow& row) {
  tx.execute_one(
      "UPDATE withdrawal_set_row SET outcome = ?, code = ?, reason_zh = ?, reason_en = ? WHERE set_id = ? "
      "AND position = ? AND outcome = 'waiting'",
      {to_word(row.outcome), row.code, row.reason_zh, row.reason_en, set, row.position});
}

Page<SetRow> list_set_rows(Tx& tx, WithdrawalSetId set, std::optional<SetOutcome> outcome,
                           const PageRequest& page) {
  const std::string_view word = outcome ? to_word(*outcome) : "";
  std::vector<SetRow> rows;
  for (const Row& row : tx.all("SELECT " WITHDRAWAL_SET_ROW_COLUMNS
                               " FROM withdrawal_set_row WHERE set_id = ? AND position >= ? AND (? = '' OR "
                               "outcome = ?) ORDER BY position LIMIT ?",
                               {set, page.after, word, word, page.rows() + 1})) {
    rows.push_back(read_set_row(row));
  }
  return cut_page(std::move(rows), page, [](const SetRow& row) { return row.position + 1; });
}

std::vector<LargeSetRow> largest_set_rows(Tx& tx, WithdrawalSetId set, int limit) {
  std::vector<LargeSetRow> rows;
  for (const Row& row :
       tx.all("SELECT r.public_id, r.gross_fen, d.name FROM withdrawal_set_row r JOIN withdrawal w "
              "ON w.public_id = r.public_id JOIN dealer d ON d.id = w.dealer_id "
              "WHERE r.set_id = ? AND r.outcome <> 'excluded' ORDER BY r.gross_fen DESC, r.position LIMIT ?",
              {set, limit})) {
    rows.push_back({row.text(0), row.fen(1), row.text(2)});
  }
  return rows;
}

std::map<SetOutcome, SetCount> count_set_rows(Tx& tx, WithdrawalSetId set) {
  std::map<SetOutcome, SetCount> counts;
  for (const Row& row : tx.all("SELECT outcome, COUNT(*), CAST(SUM(gross_fen) AS SIGNED) FROM "
                               "withdrawal_set_row WHERE set_id = ? GROUP BY outcome",
                               {set})) {
    counts[set_outcome_from(row.text(0)).value()] = {row.integer(1), row.fen(2)};
  }
  return counts;
}

std::uint64_t sweep_withdrawal_sets(Tx& tx, Instant before, int limit) {
  const auto old = tx.all(
      "SELECT id FROM withdrawal_set WHERE started_at IS NULL AND previewed_at < ? ORDER BY previewed_at "
      "LIMIT ? FOR UPDATE SKIP LOCKED",
      {before, limit});
  for (const Row& row : old) {
    tx.execute("DELETE FROM withdrawal_set_row WHERE set_id = ?", {row.integer(0)});
    tx.execute("DELETE FROM withdrawal_set WHERE id = ?", {row.integer(0)});
  }
  return old.size();
}

std::map<DealerId, DealerStanding> standings_of(Tx& tx, std::span<const Withdrawal> withdrawals) {
  std::vector<Param> keys;
  for (const Withdrawal& one : withdrawals) keys.emplace_back(one.dealer);
  const auto rows = tx.all_of(
      "SELECT d.id, d.state, COALESCE(s.owed_fen, 0) FROM dealer d LEFT JOIN ledger_sheet s ON s.sheet = "
      "d.id "
      "WHERE d.id IN (",
      "?", keys, ")");
  std::map<DealerId, DealerStanding> standings;
  for (const Row& row : rows) {
    standings[row.id<DealerId>(0)] = {row.text(1) == to_text(DealerState::active), row.fen(2)};
  }
  return standings;
}

}  // namespace fenrun::db
