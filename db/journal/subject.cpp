#include "db/journal/subject.hpp"

#include <string_view>

#include "db/mysql/codes.hpp"

#define COMMISSION_MONEY_COLUMNS                                                                    \
  "reference, dealer_id, earned_fen, clawed_back_fen, frozen_fen, state = 'released', matures_at, " \
  "created_at"
#define COMMISSION_MONEY_INSERT                                                                          \
  "INSERT INTO commission_money (reference, dealer_id, earned_fen, clawed_back_fen, frozen_fen, state, " \
  "matures_at, created_at) VALUES"
#define WITHDRAWAL_MONEY_INSERT \
  "INSERT INTO withdrawal_money (reference, dealer_id, held_fen, resolved_fen) VALUES"

namespace fenrun::db {
namespace {

CommissionRow read_commission_money(const Row& row) {
  return {CommissionMoney{row.id<DealerId>(1), row.fen(2), row.fen(3), row.fen(4), row.boolean(5)},
          row.maybe_time(6), row.time(7)};
}

Commissions by_reference(const std::vector<Row>& rows) {
  Commissions commissions;
  for (const Row& row : rows) commissions.emplace(row.text(0), read_commission_money(row));
  return commissions;
}

Withdrawals withdrawals_in(const std::vector<Row>& rows) {
  Withdrawals withdrawals;
  for (const Row& row : rows) {
    withdrawals.emplace(row.text(0), WithdrawalMoney{row.id<DealerId>(1), row.fen(2), row.fen(3)});
  }
  return withdrawals;
}

std::string_view state_word(const CommissionMoney& money) {
  if (money.is_released) return "released";
  return money.clawed_back == money.earned ? "void" : "pending";
}

std::vector<Param> params_of(const Commissions& commissions) {
  std::vector<Param> params;
  for (const auto& [reference, row] : commissions) {
    params.insert(params.end(), {reference, row.money.dealer, row.money.earned, row.money.clawed_back,
                                 row.money.frozen, state_word(row.money), row.matures_at, row.created_at});
  }
  return params;
}

std::vector<Param> params_of(const Withdrawals& withdrawals) {
  std::vector<Param> params;
  for (const auto& [reference, money] : withdrawals) {
    params.insert(params.end(), {reference, money.dealer, money.held, money.resolved});
  }
  return params;
}

void insert_fresh(Tx& tx, Sql head, Sql row, std::span<const Param> params) {
  try {
    tx.execute_rows(head, row, params);
  } catch (const DatabaseError& error) {
    if (error.code() != kDuplicateKey) throw;
    throw DatabaseError(kRecordChanged, error.what());
  }
}

}  // namespace

Commissions lock_commissions(Tx& tx, const std::set<std::string>& references) {
  const std::vector<Param> params(references.begin(), references.end());
  return by_reference(tx.all_of("SELECT " COMMISSION_MONEY_COLUMNS
                                " FROM commission_money FORCE INDEX (by_reference) WHERE reference IN (",
                                "?", params, ") ORDER BY reference FOR UPDATE"));
}

Withdrawals lock_withdrawals(Tx& tx, const std::set<std::string>& references) {
  const std::vector<Param> params(references.begin(), references.end());
  return withdrawals_in(
      tx.all_of("SELECT reference, dealer_id, held_fen, resolved_fen FROM withdrawal_money "
                "FORCE INDEX (PRIMARY) WHERE reference IN (",
                "?", params, ") ORDER BY reference FOR UPDATE"));
}

std::optional<CommissionRow> find_commission(Tx& tx, const std::string& reference) {
  const auto row =
      tx.one("SELECT " COMMISSION_MONEY_COLUMNS " FROM commission_money WHERE reference = ?", {reference});
  if (!row) return std::nullopt;
  return read_commission_money(*row);
}

Commissions find_commissions(Tx& tx, const std::set<std::string>& references) {
  const std::vector<Param> params(references.begin(), references.end());
  return by_reference(tx.all_of(
      "SELECT " COMMISSION_MONEY_COLUMNS " FROM commission_money WHERE reference IN (", "?", params, ")"));
}

void insert_commissions(Tx& tx, const Commissions& commissions) {
  insert_fresh(tx, COMMISSION_MONEY_INSERT, "(?,?,?,?,?,?,?,?)", params_of(commissions));
}

void insert_withdrawals(Tx& tx, const Withdrawals& withdrawals) {
  insert_fresh(tx, WITHDRAWAL_MONEY_INSERT, "(?,?,?,?)", params_of(withdrawals));
}

// One statement for many rows, where an UPDATE would be one for each.
void update_commissions(Tx& tx, const Commissions& commissions) {
  tx.execute_rows(COMMISSION_MONEY_INSERT, "(?,?,?,?,?,?,?,?)", params_of(commissions),
                  "ON DUPLICATE KEY UPDATE clawed_back_fen = VALUES(clawed_back_fen), "
                  "frozen_fen = VALUES(frozen_fen), state = VALUES(state)");
}

void update_withdrawals(Tx& tx, const Withdrawals& withdrawals) {
  tx.execute_rows(WITHDRAWAL_MONEY_INSERT, "(?,?,?,?)", params_of(withdrawals),
                  "ON DUPLICATE KEY UPDATE resolved_fen = VALUES(resolved_fen)");
}

void set_maturity(Tx& tx, const std::set<std::string>& references, std::optional<Instant> matures_at) {
  const std::vector<Param> keys(references.begin(), references.end());
  tx.execute_of("UPDATE commission_money SET matures_at = ? WHERE state = 'pending' AND reference IN (",
                {matures_at}, "?", keys, ")");
}

// What was clawed back whole is void and not among them.
Commissions claim_due_commissions(Tx& tx, Instant now, int limit) {
  return by_reference(tx.all("SELECT " COMMISSION_MONEY_COLUMNS
                             " FROM commission_money FORCE INDEX (due) WHERE state = 'pending' AND "
                             "matures_at <= ? ORDER BY matures_at, id LIMIT ? FOR UPDATE SKIP LOCKED",
                             {now, limit}));
}

}  // namespace fenrun::db
