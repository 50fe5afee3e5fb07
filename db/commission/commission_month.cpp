#include "db/commission/commission_month.hpp"

#include <cstdint>

namespace fenrun::db {
namespace {

std::vector<Row> ranking_rows(Tx& tx, int month, RankBy by, std::int64_t figure, std::int64_t dealer,
                              int limit) {
  if (by == RankBy::earned) {
    return tx.all(
        "SELECT dealer_id, earned_fen, sales_fen FROM commission_month FORCE INDEX (by_earned) "
        "WHERE month = ? AND earned_fen > 0 AND earned_fen <= ? AND (earned_fen < ? OR dealer_id < ?) "
        "ORDER BY earned_fen DESC, dealer_id DESC LIMIT ?",
        {month, figure, figure, dealer, limit});
  }
  return tx.all(
      "SELECT dealer_id, earned_fen, sales_fen FROM commission_month FORCE INDEX (by_sales) "
      "WHERE month = ? AND sales_fen > 0 AND sales_fen <= ? AND (sales_fen < ? OR dealer_id < ?) "
      "ORDER BY sales_fen DESC, dealer_id DESC LIMIT ?",
      {month, figure, figure, dealer, limit});
}

}  // namespace

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

std::vector<RankedDealer> list_month_ranking(Tx& tx, int month, RankBy by, Fen figure, DealerId dealer,
                                             int limit) {
  const bool begins = !dealer.is_set();
  std::vector<RankedDealer> ranking;
  for (const Row& row : ranking_rows(tx, month, by, begins ? INT64_MAX : figure.value,
                                     begins ? INT64_MAX : dealer.value, limit)) {
    ranking.push_back({0, row.id<DealerId>(0), row.fen(1), row.fen(2)});
  }
  return ranking;
}

}  // namespace fenrun::db
