#include "db/commission/commission_sale.hpp"

#include <deque>
#include <stdexcept>
#include <string>

namespace fenrun::db {
namespace {

CommissionSale read_commission_sale(const Row& row) {
  auto facts = sale_facts_from(row.text(1));
  if (!facts) throw std::logic_error("commission_sale: the facts cannot be read");
  return {row.integer(0), *std::move(facts)};
}

}  // namespace

std::set<OrderId> shared_out_among(Tx& tx, const std::set<OrderId>& orders) {
  const std::vector<Param> keys(orders.begin(), orders.end());
  std::set<OrderId> known;
  for (const Row& row :
       tx.all_of("SELECT order_id FROM commission_sale WHERE order_id IN (", "?", keys, ")")) {
    known.insert(row.id<OrderId>(0));
  }
  return known;
}

void insert_commission_sales(Tx& tx, std::span<const CommissionSale> sales, Instant at) {
  std::deque<std::string> facts;
  std::vector<Param> values;
  for (const CommissionSale& sale : sales) {
    values.insert(values.end(), {sale.facts.order, sale.plan_number, sale.facts.paid_at,
                                 facts.emplace_back(to_text(sale.facts)), at});
  }
  tx.execute_rows("INSERT INTO commission_sale (order_id, plan_number, paid_at, facts, created_at) VALUES",
                  "(?,?,?,?,?)", values);
}

std::int64_t count_commission_sales(Tx& tx, Instant from, Instant until) {
  return tx.one("SELECT COUNT(*) FROM commission_sale WHERE paid_at >= ? AND paid_at < ?", {from, until})
      ->integer(0);
}

bool has_commission_sales(Tx& tx, Instant from, Instant until) {
  return tx
      .one("SELECT order_id FROM commission_sale WHERE paid_at >= ? AND paid_at < ? LIMIT 1", {from, until})
      .has_value();
}

std::vector<CommissionSale> commission_sales_between(Tx& tx, Instant from, Instant until, OrderId after,
                                                     int limit) {
  std::vector<CommissionSale> sales;
  for (const Row& row :
       tx.all("SELECT plan_number, facts, order_id FROM commission_sale WHERE order_id > ? AND paid_at >= ? "
              "AND paid_at < ? ORDER BY order_id LIMIT ?",
              {after, from, until, limit})) {
    sales.push_back(read_commission_sale(row));
    // Whoever reads on after the last of them would read the same ones for ever.
    if (sales.back().facts.order != row.id<OrderId>(2)) {
      throw std::logic_error("commission_sale: the facts are another order's");
    }
  }
  return sales;
}

}  // namespace fenrun::db
