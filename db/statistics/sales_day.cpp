#include "db/statistics/sales_day.hpp"

namespace fenrun::db {
namespace {

Period hours_of_span(const DaySpan& span) { return {hours_of(span.from).from, hours_of(span.to).until}; }

BillDay china_day(const Row& row) { return day_from_number(static_cast<int>(row.integer(0))); }

// What stands in its rows: a dealer, a tier and a province, how many and how much.
Happening happening_at(const Row& row, BillDay day) {
  Happening it;
  it.day = day;
  it.dealer = row.integer(0);
  it.tier = row.integer(1);
  it.province = row.integer(2);
  return it;
}

}  // namespace

SalesMarks mark_sales(Tx& tx, const DaySpan& span) {
  SalesMarks marks;
  const Period hours = hours_of_span(span);
  for (const Row& row :
       tx.all("SELECT CAST(DATE_FORMAT(paid_at + INTERVAL 8 HOUR, '%Y%m%d') AS SIGNED) AS day, COUNT(*), "
              "CAST(SUM(order_id) AS SIGNED) FROM commission_sale FORCE INDEX (by_payment) "
              "WHERE paid_at >= ? AND paid_at < ? GROUP BY day",
              {hours.from, hours.until})) {
    marks[china_day(row)].sales = row.integer(1);
    marks[china_day(row)].sale_ids = row.integer(2);
  }
  for (const Row& row :
       tx.all("SELECT CAST(DATE_FORMAT(succeeded_at + INTERVAL 8 HOUR, '%Y%m%d') AS SIGNED) AS day, "
              "COUNT(*), CAST(SUM(id) AS SIGNED) FROM order_refund FORCE INDEX (by_success) "
              "WHERE succeeded_at >= ? AND succeeded_at < ? GROUP BY day",
              {hours.from, hours.until})) {
    marks[china_day(row)].refunds = row.integer(1);
    marks[china_day(row)].refund_ids = row.integer(2);
  }
  return marks;
}

SalesMarks drawn_sales(Tx& tx, const DaySpan& span) {
  SalesMarks marks;
  for (const Row& row : tx.all("SELECT day, sales, sale_ids, refunds, refund_ids FROM statistic_sales_day "
                               "WHERE day BETWEEN ? AND ?",
                               {day_number(span.from), day_number(span.to)})) {
    marks[china_day(row)] = {row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
  }
  return marks;
}

void save_sales_mark(Tx& tx, BillDay day, const SalesMark& mark) {
  tx.execute(
      "INSERT INTO statistic_sales_day (day, sales, sale_ids, refunds, refund_ids) VALUES (?, ?, ?, ?, ?) "
      "ON DUPLICATE KEY UPDATE sales = VALUES(sales), sale_ids = VALUES(sale_ids), refunds = "
      "VALUES(refunds), refund_ids = VALUES(refund_ids)",
      {day_number(day), mark.sales, mark.sale_ids, mark.refunds, mark.refund_ids});
}

std::optional<BillDay> first_day_of_sales(Tx& tx) {
  const auto row = tx.one(
      "SELECT MIN(first_at) FROM (SELECT MIN(paid_at) AS first_at FROM commission_sale UNION ALL "
      "SELECT MIN(succeeded_at) FROM order_refund) AS both_kinds");
  const auto first = row->maybe_time(0);
  if (!first) return std::nullopt;
  return bill_day_of(*first);
}

void count_sales(Tx& tx, BillDay day, StatisticCells& cells) {
  const Period hours = hours_of(day);
  for (const Row& row :
       tx.all("SELECT o.seller_id, o.seller_tier_id, o.province, COUNT(*), CAST(SUM(o.total_fen) AS SIGNED), "
              "CAST(SUM(o.freight_fen > 0) AS SIGNED), CAST(SUM(o.freight_fen) AS SIGNED) "
              "FROM commission_sale s FORCE INDEX (by_payment) JOIN sale_order o ON o.id = s.order_id "
              "WHERE s.paid_at >= ? AND s.paid_at < ? GROUP BY o.seller_id, o.seller_tier_id, o.province",
              {hours.from, hours.until})) {
    Happening it = happening_at(row, day);
    it.sums = {row.integer(3), row.fen(4), 0, {}};
    cells.add(it);
    if (row.integer(5) > 0)
      cells.add(it.figure, Dimension::product, day, 0, {row.integer(5), row.fen(6), 0, {}});
  }
  for (const Row& row :
       tx.all("SELECT l.product_id, COUNT(*), CAST(SUM(l.paid_fen) AS SIGNED) "
              "FROM commission_sale s FORCE INDEX (by_payment) JOIN sale_order_line l ON l.order_id = "
              "s.order_id WHERE s.paid_at >= ? AND s.paid_at < ? GROUP BY l.product_id",
              {hours.from, hours.until})) {
    cells.add(Figure::sales, Dimension::product, day, row.integer(0), {row.integer(1), row.fen(2), 0, {}});
  }
}

void count_refunds(Tx& tx, BillDay day, StatisticCells& cells) {
  const Period hours = hours_of(day);
  for (const Row& row :
       tx.all("SELECT o.seller_id, o.seller_tier_id, o.province, COUNT(*), CAST(SUM(r.amount_fen) AS SIGNED) "
              "FROM order_refund r FORCE INDEX (by_success) JOIN sale_order o ON o.id = r.order_id "
              "WHERE r.succeeded_at >= ? AND r.succeeded_at < ? "
              "GROUP BY o.seller_id, o.seller_tier_id, o.province",
              {hours.from, hours.until})) {
    Happening it = happening_at(row, day);
    it.sums = {0, {}, row.integer(3), row.fen(4)};
    cells.add(it);
  }
  for (const Row& row :
       tx.all("SELECT COALESCE(l.product_id, 0) AS product, COUNT(*), CAST(SUM(p.amount_fen) AS SIGNED) "
              "FROM order_refund r FORCE INDEX (by_success) JOIN order_refund_part p ON p.refund_id = r.id "
              "LEFT JOIN sale_order_line l ON l.id = p.line_id "
              "WHERE r.succeeded_at >= ? AND r.succeeded_at < ? GROUP BY product",
              {hours.from, hours.until})) {
    cells.add(Figure::sales, Dimension::product, day, row.integer(0), {0, {}, row.integer(1), row.fen(2)});
  }
}

}  // namespace fenrun::db
