#include "db/journal/booked_commission.hpp"

namespace fenrun::db {

std::vector<BookedCommission> read_booked_commissions(Tx& tx, CommissionId after, int limit) {
  std::vector<BookedCommission> commissions;
  for (const Row& row :
       tx.all("SELECT c.id, c.dealer_id, c.level, c.plan_number, c.tier_id, c.base_fen, c.amount_fen, "
              "c.explanation, c.paid_at, (m.dealer_id <=> c.dealer_id AND m.earned_fen <=> c.amount_fen "
              "AND m.clawed_back_fen <=> c.clawed_back_fen "
              "AND IF(c.clawed_back_fen = c.amount_fen, c.state = 'void', c.state IN ('pending', "
              "'available'))), "
              // Holds are whole days from the receipt, the longest of an order's shares ends its hold.
              "(COALESCE(m.matures_at BETWEEN o.received_at AND o.hold_ends_at AND "
              "MOD(TIMESTAMPDIFF(MICROSECOND, o.received_at, m.matures_at), 86400000000) = 0, 0) OR "
              "(m.matures_at IS NULL AND (o.hold_ends_at IS NULL OR NOT m.state <=> 'pending'))) "
              "FROM commission c LEFT JOIN commission_money m ON m.reference = CONCAT('c', c.id) "
              "LEFT JOIN sale_order o ON o.id = c.order_id WHERE c.id > ? ORDER BY c.id LIMIT ?",
              {after, limit})) {
    commissions.push_back({row.id<CommissionId>(0), row.id<DealerId>(1), static_cast<int>(row.integer(2)),
                           row.integer(3), row.id<TierId>(4), row.fen(5), row.fen(6), row.text(7),
                           row.time(8), row.boolean(9), row.boolean(10)});
  }
  return commissions;
}

std::int64_t accrual_number(Tx& tx, const std::string& reference) {
  const auto row =
      tx.one("SELECT number FROM journal_txn WHERE reference = ? AND kind = 'accrue'", {reference});
  return row ? row->integer(0) : 0;
}

}  // namespace fenrun::db
