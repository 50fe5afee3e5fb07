#include "db/withdrawal/withdrawal.hpp"

#include <stdexcept>

#define WITHDRAWAL_COLUMNS                                                                                  \
  "id, public_id, dealer_id, gross_fen, fee_fen, tax_fen, net_fen, tax_method, tax_period, "                \
  "tax_past_income_fen, tax_past_withheld_fen, tax_months, consumer_id, appid, openid_index, "              \
  "openid_sealed, name_sealed, state, approvals_needed, round, edited_by, reason, requested_at, state_at, " \
  "version"

namespace fenrun::db {
namespace {

Withdrawal read_withdrawal(const Row& row) {
  const auto method = tax_method_from(row.text(7));
  const auto state = withdrawal_state_from(row.text(17));
  if (!method || !state) throw std::logic_error("no such word in a withdrawal: " + row.text(17));
  Withdrawal withdrawal;
  withdrawal.id = row.id<WithdrawalId>(0);
  withdrawal.public_id = row.text(1);
  withdrawal.dealer = row.id<DealerId>(2);
  withdrawal.amounts = {row.fen(3), row.fen(4), row.fen(5), row.fen(6)};
  withdrawal.tax = {
      *method, row.text(8), {row.fen(9), row.fen(10), static_cast<int>(row.integer(11))}, row.fen(5)};
  withdrawal.payee = {row.id<ConsumerId>(12), row.text(13), row.text(14), row.text(15), row.text(16)};
  withdrawal.state = *state;
  withdrawal.approvals_needed = static_cast<int>(row.integer(18));
  withdrawal.round = static_cast<int>(row.integer(19));
  withdrawal.edited_by = row.id<StaffId>(20);
  withdrawal.reason = row.text(21);
  withdrawal.requested_at = row.time(22);
  withdrawal.state_at = row.time(23);
  withdrawal.version = row.integer(24);
  return withdrawal;
}

std::vector<Approval> read_approvals(const std::vector<Row>& rows) {
  std::vector<Approval> approvals;
  approvals.reserve(rows.size());
  for (const Row& row : rows) {
    approvals.push_back({row.id<WithdrawalId>(0), static_cast<int>(row.integer(1)), row.id<StaffId>(2),
                         row.time(3), row.text(4)});
  }
  return approvals;
}

std::optional<Withdrawal> maybe_withdrawal(const std::optional<Row>& row) {
  if (!row) return std::nullopt;
  return read_withdrawal(*row);
}

Page<Withdrawal> withdrawal_page(const std::vector<Row>& rows, const PageRequest& page) {
  std::vector<Withdrawal> found;
  found.reserve(rows.size());
  for (const Row& row : rows) found.push_back(read_withdrawal(row));
  return cut_page(std::move(found), page, [](const Withdrawal& one) { return one.id.value; });
}

std::int64_t withdrawals_below(const PageRequest& page) { return page.after == 0 ? INT64_MAX : page.after; }

}  // namespace

std::optional<WithdrawalId> insert_withdrawal(Tx& tx, const Withdrawal& withdrawal,
                                              std::string_view request_key) {
  const auto& tax = withdrawal.tax;
  const auto& payee = withdrawal.payee;
  const bool is_new = tx.insert_new(
      "INSERT INTO withdrawal (public_id, dealer_id, request_key, gross_fen, fee_fen, tax_fen, net_fen, "
      "tax_method, tax_period, tax_past_income_fen, tax_past_withheld_fen, tax_months, consumer_id, appid, "
      "openid_index, openid_sealed, name_sealed, state, is_open, approvals_needed, requested_at, state_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
      {withdrawal.public_id,
       withdrawal.dealer,
       request_key,
       withdrawal.amounts.gross,
       withdrawal.amounts.fee,
       withdrawal.amounts.tax,
       withdrawal.amounts.net,
       to_word(tax.method),
       tax.period,
       tax.past.income,
       tax.past.withheld,
       tax.past.months,
       payee.consumer,
       payee.appid,
       payee.openid_index,
       payee.openid_sealed,
       payee.name_sealed,
       to_word(withdrawal.state),
       withdrawal.approvals_needed,
       withdrawal.requested_at,
       withdrawal.state_at});
  if (!is_new) return std::nullopt;
  return find_withdrawal_by_public_id(tx, withdrawal.public_id)->id;
}

std::optional<Withdrawal> find_withdrawal(Tx& tx, WithdrawalId id) {
  return maybe_withdrawal(tx.one("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE id = ?", {id}));
}

std::optional<Withdrawal> find_withdrawal_by_public_id(Tx& tx, std::string_view public_id) {
  return maybe_withdrawal(
      tx.one("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE public_id = ?", {public_id}));
}

std::optional<Withdrawal> find_withdrawal_of_request(Tx& tx, DealerId dealer, std::string_view request_key) {
  return maybe_withdrawal(tx.one("SELECT " WITHDRAWAL_COLUMNS
                                 " FROM withdrawal WHERE dealer_id = ? AND request_key = ?",
                                 {dealer, request_key}));
}

bool has_open_withdrawal(Tx& tx, DealerId dealer) {
  return tx.one("SELECT id FROM withdrawal WHERE dealer_id = ? AND is_open = 1", {dealer}).has_value();
}

bool has_paid_withdrawal(Tx& tx, DealerId dealer, Instant asked_since) {
  return tx
      .one("SELECT id FROM withdrawal WHERE dealer_id = ? AND requested_at >= ? AND state = 'paid' LIMIT 1",
           {dealer, asked_since})
      .has_value();
}

std::map<std::string, WithdrawalState> withdrawal_states(Tx& tx, const std::set<std::string>& public_ids) {
  const std::vector<Param> params(public_ids.begin(), public_ids.end());
  std::map<std::string, WithdrawalState> states;
  for (const Row& row :
       tx.all_of("SELECT public_id, state FROM withdrawal WHERE public_id IN (", "?", params, ")")) {
    states.emplace(row.text(0), withdrawal_state_from(row.text(1)).value());
  }
  return states;
}

std::optional<Withdrawal> lock_withdrawal(Tx& tx, WithdrawalId id) {
  return maybe_withdrawal(
      tx.one("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE id = ? FOR UPDATE", {id}));
}

std::optional<Withdrawal> lock_withdrawal_by_public_id(Tx& tx, std::string_view public_id) {
  return maybe_withdrawal(
      tx.one("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE public_id = ? FOR UPDATE", {public_id}));
}

void save_withdrawal_state(Tx& tx, const Withdrawal& withdrawal) {
  const std::optional<int> open = is_open(withdrawal.state) ? std::optional(1) : std::nullopt;
  tx.execute_one(
      "UPDATE withdrawal SET state = ?, is_open = ?, approvals_needed = ?, round = ?, edited_by = ?, reason "
      "= ?, state_at = ?, "
      "version = version + 1 WHERE id = ? AND version = ?",
      {to_word(withdrawal.state), open, withdrawal.approvals_needed, withdrawal.round, withdrawal.edited_by,
       withdrawal.reason, withdrawal.state_at, withdrawal.id, withdrawal.version});
}

Page<Withdrawal> list_withdrawals_of(Tx& tx, DealerId dealer, const PageRequest& page) {
  return withdrawal_page(tx.all("SELECT " WITHDRAWAL_COLUMNS
                                " FROM withdrawal WHERE dealer_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                                {dealer, withdrawals_below(page), page.rows() + 1}),
                         page);
}

// By `by_state`: its range begins at the time, and only what has the very same is compared by id.
std::vector<ApprovedWithdrawal> list_approved_withdrawals(Tx& tx, const ApprovedWithdrawal& after,
                                                          int limit) {
  std::vector<ApprovedWithdrawal> found;
  for (const Row& row :
       tx.all("SELECT id, state_at FROM withdrawal WHERE state = 'approved' AND state_at >= ? "
              "AND (state_at > ? OR id > ?) ORDER BY state_at, id LIMIT ?",
              {after.approved_at, after.approved_at, after.id, limit})) {
    found.push_back({row.id<WithdrawalId>(0), row.time(1)});
  }
  return found;
}

std::vector<WithdrawalId> list_withdrawals_since(Tx& tx, WithdrawalState state, Instant before, int limit) {
  std::vector<WithdrawalId> found;
  for (const Row& row :
       tx.all("SELECT id FROM withdrawal WHERE state = ? AND state_at < ? ORDER BY state_at, id LIMIT ?",
              {to_word(state), before, limit})) {
    found.push_back(row.id<WithdrawalId>(0));
  }
  return found;
}

std::vector<Withdrawal> list_oldest_withdrawals(Tx& tx, WithdrawalState state, int limit) {
  std::vector<Withdrawal> found;
  for (const Row& row :
       tx.all("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE state = ? ORDER BY state_at, id LIMIT ?",
              {to_word(state), limit})) {
    found.push_back(read_withdrawal(row));
  }
  return found;
}

std::vector<Withdrawal> list_withdrawals_by_ids(Tx& tx, std::span<const WithdrawalId> ids) {
  const std::vector<Param> keys(ids.begin(), ids.end());
  std::vector<Withdrawal> found;
  found.reserve(ids.size());
  for (const Row& row : tx.all_of("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE id IN (", "?", keys,
                                  ") ORDER BY id DESC")) {
    found.push_back(read_withdrawal(row));
  }
  return found;
}

std::vector<Withdrawal> list_withdrawals_by_public_ids(Tx& tx, std::span<const std::string> public_ids) {
  const std::vector<Param> keys(public_ids.begin(), public_ids.end());
  const auto rows =
      tx.all_of("SELECT " WITHDRAWAL_COLUMNS " FROM withdrawal WHERE public_id IN (", "?", keys, ")");
  std::vector<Withdrawal> found;
  found.reserve(rows.size());
  for (const Row& row : rows) found.push_back(read_withdrawal(row));
  return found;
}

WithdrawalDay withdrawn_in(Tx& tx, DealerId dealer, const Period& period) {
  const auto row = tx.one(
      "SELECT CAST(COALESCE(SUM(gross_fen), 0) AS SIGNED), COUNT(*) FROM withdrawal WHERE dealer_id = ? AND "
      "requested_at >= ? AND requested_at < ? AND (is_open = 1 OR state = 'paid')",
      {dealer, period.from, period.until});
  return {row->fen(0), static_cast<int>(row->integer(1))};
}

TaxPast taxed_in(Tx& tx, DealerId dealer, const Period& period) {
  const auto row = tx.one(
      "SELECT CAST(COALESCE(SUM(gross_fen), 0) AS SIGNED), CAST(COALESCE(SUM(tax_fen), 0) AS SIGNED) FROM "
      "withdrawal WHERE dealer_id = ? AND requested_at >= ? AND requested_at < ? AND state = 'paid'",
      {dealer, period.from, period.until});
  return {row->fen(0), row->fen(1), 1};
}

void insert_approval(Tx& tx, const Approval& approval) {
  tx.execute_one(
      "INSERT INTO withdrawal_approval (withdrawal_id, round, staff_id, at, mac) VALUES (?, ?, ?, ?, ?)",
      {approval.withdrawal, approval.round, approval.staff, approval.at, approval.mac});
}

std::vector<Approval> list_approvals(Tx& tx, WithdrawalId withdrawal, int round) {
  return read_approvals(
      tx.all("SELECT withdrawal_id, round, staff_id, at, mac FROM withdrawal_approval "
             "WHERE withdrawal_id = ? AND round = ? ORDER BY at, staff_id",
             {withdrawal, round}));
}

std::vector<Approval> list_approvals_of(Tx& tx, std::span<const Withdrawal> withdrawals) {
  std::vector<Param> keys;
  for (const Withdrawal& one : withdrawals) {
    keys.emplace_back(one.id);
    keys.emplace_back(one.round);
  }
  return read_approvals(
      tx.all_of("SELECT withdrawal_id, round, staff_id, at, mac FROM withdrawal_approval "
                "WHERE (withdrawal_id, round) IN (",
                "(?,?)", keys, ") ORDER BY withdrawal_id, at, staff_id"));
}

std::set<StaffId> list_editors(Tx& tx, WithdrawalId withdrawal) {
  std::set<StaffId> editors;
  for (const Row& row : tx.all("SELECT CAST(SUBSTRING(actor, 7) AS SIGNED) FROM withdrawal_event WHERE "
                               "withdrawal_id = ? AND what IN ('review', 'reissue') AND actor LIKE 'staff %'",
                               {withdrawal})) {
    editors.insert(row.id<StaffId>(0));
  }
  return editors;
}

std::map<WithdrawalId, std::set<StaffId>> list_editors_of(Tx& tx, std::span<const Withdrawal> withdrawals) {
  std::vector<Param> ids;
  for (const Withdrawal& one : withdrawals) ids.emplace_back(one.id);
  std::map<WithdrawalId, std::set<StaffId>> editors;
  for (const Row& row : tx.all_of(
           "SELECT withdrawal_id, CAST(SUBSTRING(actor, 7) AS SIGNED) FROM withdrawal_event WHERE what IN "
           "('review', 'reissue') AND actor LIKE 'staff %' AND withdrawal_id IN (",
           "?", ids, ")")) {
    editors[row.id<WithdrawalId>(0)].insert(row.id<StaffId>(1));
  }
  return editors;
}

void note_withdrawal(Tx& tx, const WithdrawalNote& note) {
  tx.execute_one(
      "INSERT INTO withdrawal_event (withdrawal_id, payout_id, at, actor, what, state, note) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      {note.withdrawal, note.payout, note.at, note.actor, note.what, note.state, note.note});
}

std::vector<WithdrawalNote> list_withdrawal_notes(Tx& tx, WithdrawalId withdrawal) {
  std::vector<WithdrawalNote> notes;
  for (const Row& row : tx.all("SELECT withdrawal_id, payout_id, at, actor, what, state, note FROM "
                               "withdrawal_event WHERE withdrawal_id = ? ORDER BY id",
                               {withdrawal})) {
    notes.push_back({row.id<WithdrawalId>(0), row.id<PayoutId>(1), row.time(2), row.text(3), row.text(4),
                     row.text(5), row.text(6)});
  }
  return notes;
}

}  // namespace fenrun::db
