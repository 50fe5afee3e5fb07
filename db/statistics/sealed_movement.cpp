#include "db/statistics/sealed_movement.hpp"

namespace fenrun::db {
namespace {

Sums sums_of(const std::string& kind, Fen amount) {
  const bool is_taken_back = kind == "claw_back" || kind == "forfeit";
  if (is_taken_back) return {0, {}, 1, amount};
  return {1, amount, 0, {}};
}

}  // namespace

std::vector<SealedStretch> read_sealed_stretches(Tx& tx, std::int64_t seal, int seals) {
  std::vector<SealedStretch> stretches;
  for (const Row& row :
       tx.all("SELECT h.seal, h.sheet, COALESCE((SELECT MAX(p.number) FROM ledger_seal_head p WHERE p.sheet "
              "= h.sheet AND p.number < h.number), 0), h.number FROM ledger_seal_head h "
              "WHERE h.seal > ? AND h.seal <= ? ORDER BY h.seal, h.sheet",
              {seal, seal + seals})) {
    stretches.push_back({row.integer(0), row.id<SheetId>(1), row.integer(2), row.integer(3)});
  }
  return stretches;
}

// A commission's movements name it as "c" and its id; those without a row of `commission` are counted all
// the same, without tier, product and province.
void count_movements(Tx& tx, std::span<const MovementKey> keys, StatisticCells& cells) {
  std::vector<Param> params;
  for (const MovementKey& key : keys) params.insert(params.end(), {key.sheet, key.number});
  for (const Row& row :
       tx.all_of("SELECT j.kind, j.at, j.sheet, j.amount_fen, COALESCE(c.tier_id, 0), "
                 "COALESCE(c.product_id, 0), COALESCE(o.province, 0) "
                 "FROM journal_txn j FORCE INDEX (PRIMARY) "
                 "LEFT JOIN commission c ON c.id = CAST(SUBSTRING(j.subject, 2) AS SIGNED) "
                 "AND j.kind IN ('accrue', 'claw_back', 'forfeit') "
                 "LEFT JOIN sale_order o ON o.id = c.order_id WHERE j.kind IN "
                 "('accrue', 'claw_back', 'forfeit', 'settle', 'pay_offline') AND (j.sheet, j.number) IN (",
                 "(?,?)", params, ")")) {
    Happening it;
    const bool is_payout = row.text(0) == "settle" || row.text(0) == "pay_offline";
    it.figure = is_payout ? Figure::payouts : Figure::commissions;
    it.day = bill_day_of(row.time(1));
    it.dealer = row.integer(2);
    it.tier = row.integer(4);
    it.province = row.integer(6);
    it.sums = sums_of(row.text(0), row.fen(3));
    if (is_payout) {
      cells.add(it.figure, Dimension::total, it.day, 0, it.sums);
      cells.add(it.figure, Dimension::dealer, it.day, it.dealer, it.sums);
    } else {
      cells.add(it);
      cells.add(it.figure, Dimension::product, it.day, row.integer(5), it.sums);
    }
  }
}

SealedUntil sealed_until(Tx& tx) {
  SealedUntil found;
  found.is_everything = !tx.one("SELECT 1 FROM ledger_sheet WHERE is_unsealed = 1 LIMIT 1").has_value();
  const auto row = tx.one("SELECT number, at FROM ledger_seal ORDER BY number DESC LIMIT 1");
  if (!row) return found;
  found.seal = row->integer(0);
  found.at = row->time(1);
  return found;
}

}  // namespace fenrun::db
