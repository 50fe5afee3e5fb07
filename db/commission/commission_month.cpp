#include "db/commission/commission_month.hpp"

#include <cstdint>

#include "base/assert.hpp"

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

// By the primary key only: a scan would wait for rows that nobody asked for.
CommissionMonths read_months_locked(Tx& tx, const std::set<DealerId>& dealers, int month) {
  std::vector<Param> params;
  for (const DealerId dealer : dealers) params.insert(params.end(), {dealer, month});
  CommissionMonths months;
  for (const Row& row :
       tx.all_of("SELECT dealer_id, sales_fen, earned_fen FROM commission_month FORCE INDEX (PRIMARY) "
                 "WHERE (dealer_id, month) IN (",
                 "(?,?)", params, ") ORDER BY dealer_id FOR UPDATE")) {
    months.emplace(row.id<DealerId>(0), CommissionMonth{row.fen(1), row.fen(2)});
  }
  return months;
}

// Changes nothing where somebody else has made the row meanwhile, and waits for them.
void make_missing_months(Tx& tx, const std::set<DealerId>& dealers, const CommissionMonths& found,
                         int month) {
  std::vector<Param> params;
  for (const DealerId dealer : dealers) {
    if (!found.contains(dealer)) params.insert(params.end(), {dealer, month});
  }
  tx.execute_rows("INSERT INTO commission_month (dealer_id, month, sales_fen, earned_fen) VALUES",
                  "(?,?,0,0)", params, "ON DUPLICATE KEY UPDATE sales_fen = sales_fen");
}

}  // namespace

CommissionMonths lock_commission_months(Tx& tx, const std::set<DealerId>& dealers, int month) {
  CommissionMonths months = read_months_locked(tx, dealers, month);
  if (months.size() == dealers.size()) return months;
  make_missing_months(tx, dealers, months, month);
  months = read_months_locked(tx, dealers, month);
  FENRUN_ASSERT(months.size() == dealers.size());
  return months;
}

void add_to_commission_months(Tx& tx, const CommissionMonths& gains, int month) {
  std::vector<Param> params;
  for (const auto& [dealer, gain] : gains)
    params.insert(params.end(), {dealer, month, gain.sales_fen, gain.earned_fen});
  tx.execute_rows("INSERT INTO commission_month (dealer_id, month, sales_fen, earned_fen) VALUES",
                  "(?,?,?,?)", params,
                  "ON DUPLICATE KEY UPDATE sales_fen = sales_fen + VALUES(sales_fen), "
                  "earned_fen = earned_fen + VALUES(earned_fen)");
}

// Read and written back as they become, for no row of an INSERT may hold less than nothing.
void take_from_commission_months(Tx& tx, const CommissionMonths& losses, int month) {
  std::set<DealerId> dealers;
  for (const auto& [dealer, loss] : losses) dealers.insert(dealer);
  std::vector<Param> params;
  for (const auto& [dealer, before] : lock_commission_months(tx, dealers, month)) {
    const CommissionMonth& loss = losses.at(dealer);
    params.insert(params.end(), {dealer, month, before.sales_fen.value - loss.sales_fen.value,
                                 before.earned_fen.value - loss.earned_fen.value});
  }
  tx.execute_rows("INSERT INTO commission_month (dealer_id, month, sales_fen, earned_fen) VALUES",
                  "(?,?,?,?)", params,
                  "ON DUPLICATE KEY UPDATE sales_fen = VALUES(sales_fen), earned_fen = VALUES(earned_fen)");
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
