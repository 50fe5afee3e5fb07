#include "db/commission/commission_month.hpp"

namespace fenrun::db {

CommissionMonth lock_commission_month(Tx& tx, DealerId dealer, int month) {
  // The insert locks the row, whether it is new or not.
  tx.execute(
      "INSERT INTO commission_month (dealer_id, month, sales_fen, earned_fen) VALUES (?, ?, 0, 0) "
      "ON DUPLICATE KEY UPDATE sales_fen = sales_fen",
      {dealer, month});
  const auto row = tx.one(
      "SELECT sales_fen, earned_fen FROM commission_month WHERE dealer_id = ? AND month = ? FOR UPDATE",
      {dealer, month});
  return {row->fen(0), row->fen(1)};
}

void add_to_commission_month(Tx& tx, DealerId dealer, int month, Fen sales, Fen earned) {
  if (sales.value == 0 && earned.value == 0) return;
  tx.execute_one(
      "UPDATE commission_month SET sales_fen = sales_fen + ?, earned_fen = earned_fen + ? "
      "WHERE dealer_id = ? AND month = ?",
      {sales, earned, dealer, month});
}

}  // namespace fenrun::db
