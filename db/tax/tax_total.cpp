#include "db/tax/tax_total.hpp"

#include <stdexcept>

namespace fenrun::db {

std::vector<TaxFileRow> list_tax_rows(Tx& tx, const Period& span, DealerId after, int limit) {
  std::vector<TaxFileRow> rows;
  for (const Row& row : tx.all(
           "SELECT p.dealer_id, p.payments, p.gross_fen, p.tax_fen, p.net_fen, w.tax_method, w.tax_period, "
           "w.tax_past_income_fen, w.tax_past_withheld_fen, w.tax_months, w.tax_fen, w.gross_fen FROM "
           "(SELECT "
           "dealer_id, COUNT(*) AS payments, CAST(SUM(gross_fen) AS SIGNED) AS gross_fen, CAST(SUM(tax_fen) "
           "AS "
           "SIGNED) AS tax_fen, CAST(SUM(net_fen) AS SIGNED) AS net_fen, MAX(id) AS last_id FROM withdrawal "
           "WHERE requested_at >= ? AND requested_at < ? AND state = 'paid' AND dealer_id > ? GROUP BY "
           "dealer_id "
           "ORDER BY dealer_id LIMIT ?) p JOIN withdrawal w ON w.id = p.last_id ORDER BY p.dealer_id",
           {span.from, span.until, after, limit})) {
    const auto method = tax_method_from(row.text(5));
    if (!method) throw std::logic_error("no such method of taxation in a withdrawal: " + row.text(5));
    rows.push_back(
        {row.id<DealerId>(0),
         row.integer(1),
         row.fen(2),
         row.fen(3),
         row.fen(4),
         {*method, row.text(6), {row.fen(7), row.fen(8), static_cast<int>(row.integer(9))}, row.fen(10)},
         row.fen(11)});
  }
  return rows;
}

TaxFileTotal total_of_tax(Tx& tx, const Period& span) {
  TaxFileTotal total;
  const auto paid = tx.one(
      "SELECT COUNT(DISTINCT dealer_id), COUNT(*), CAST(COALESCE(SUM(gross_fen), 0) AS SIGNED), "
      "CAST(COALESCE(SUM(tax_fen), 0) AS SIGNED), CAST(COALESCE(SUM(net_fen), 0) AS SIGNED) FROM withdrawal "
      "WHERE requested_at >= ? AND requested_at < ? AND state = 'paid'",
      {span.from, span.until});
  total.people = paid->integer(0);
  total.payments = paid->integer(1);
  total.gross = paid->fen(2);
  total.tax = paid->fen(3);
  total.net = paid->fen(4);
  total.unknown_people =
      tx.one(
            "SELECT COUNT(DISTINCT w.dealer_id) FROM withdrawal w LEFT JOIN taxpayer t ON t.dealer_id = "
            "w.dealer_id WHERE w.requested_at >= ? AND w.requested_at < ? AND w.state = 'paid' AND t.id IS "
            "NULL",
            {span.from, span.until})
          ->integer(0);
  total.open =
      tx.one("SELECT COUNT(*) FROM withdrawal WHERE requested_at >= ? AND requested_at < ? AND is_open = 1",
             {span.from, span.until})
          ->integer(0);
  total.ledger_tax = tx.one(
                           "SELECT CAST(COALESCE(SUM(j.amount_fen), 0) AS SIGNED) FROM withdrawal w JOIN "
                           "journal_txn j ON j.reference = w.public_id AND j.kind = 'withhold_tax' WHERE "
                           "w.requested_at >= ? AND w.requested_at < ?",
                           {span.from, span.until})
                         ->fen(0);
  return total;
}

}  // namespace fenrun::db
