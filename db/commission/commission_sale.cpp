#include "db/commission/commission_sale.hpp"

#include <stdexcept>

namespace fenrun::db {
namespace {

CommissionSale read_commission_sale(const Row& row) {
  auto facts = sale_facts_from(row.text(1));
  if (!facts) throw std::logic_error("commission_sale: the facts cannot be read");
  return {row.integer(0), *std::move(facts)};
}

}  // namespace

std::optional<CommissionSale> find_commission_sale(Tx& tx, OrderId order) {
  const auto row = tx.one("SELECT plan_number, facts FROM commission_sale WHERE order_id = ?", {order});
  if (!row) return std::nullopt;
  return read_commission_sale(*row);
}

bool insert_commission_sale(Tx& tx, const CommissionSale& sale, Instant at) {
  const std::string facts = to_text(sale.facts);
  return tx.insert_new(
      "INSERT INTO commission_sale (order_id, plan_number, paid_at, facts, created_at) VALUES (?, ?, ?, ?, "
      "?)",
      {sale.facts.order, sale.plan_number, sale.facts.paid_at, facts, at});
}

std::int64_t count_commission_sales(Tx& tx, Instant from, Instant until) {
  return tx.one("SELECT COUNT(*) FROM commission_sale WHERE paid_at >= ? AND paid_at < ?", {from, until})
      ->integer(0);
}

std::vector<CommissionSale> commission_sales_between(Tx& tx, Instant from, Instant until, OrderId after,
                                                     int limit) {
  std::vector<CommissionSale> sales;
  for (const Row& row :
       tx.all("SELECT plan_number, facts FROM commission_sale WHERE order_id > ? AND paid_at >= ? "
              "AND paid_at < ? ORDER BY order_id LIMIT ?",
              {after, from, until, limit})) {
    sales.push_back(read_commission_sale(row));
  }
  return sales;
}

}  // namespace fenrun::db
