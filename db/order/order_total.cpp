#include "db/order/order_total.hpp"

#include <vector>

namespace fenrun::db {
namespace {

ListTotal read_total(const std::optional<Row>& row) { return {row->integer(0), row->fen(1)}; }

}  // namespace

ListTotal total_of_orders(Tx& tx, const OrderFilter& filter) {
  if (!filter.source.empty()) {
    const std::string state = filter.state ? std::string(to_text(*filter.state)) : std::string();
    return read_total(
        tx.one("SELECT COUNT(*), CAST(COALESCE(SUM(total_fen), 0) AS SIGNED) FROM sale_order "
               "WHERE source = ? AND (? = '' OR state = ?)",
               {filter.source, state, state}));
  }
  if (filter.state) {
    return read_total(
        tx.one("SELECT COUNT(*), CAST(COALESCE(SUM(total_fen), 0) AS SIGNED) FROM sale_order WHERE state = ?",
               {to_text(*filter.state)}));
  }
  return read_total(tx.one("SELECT COUNT(*), CAST(COALESCE(SUM(total_fen), 0) AS SIGNED) FROM sale_order"));
}

ListTotal total_of_refunds(Tx& tx, RefundState state) {
  return read_total(tx.one(
      "SELECT COUNT(*), CAST(COALESCE(SUM(amount_fen), 0) AS SIGNED) FROM order_refund WHERE state = ?",
      {to_text(state)}));
}

std::map<OrderId, std::string> order_public_ids(Tx& tx, const std::set<OrderId>& ids) {
  const std::vector<Param> keys(ids.begin(), ids.end());
  std::map<OrderId, std::string> found;
  for (const Row& row : tx.all_of("SELECT id, public_id FROM sale_order WHERE id IN (", "?", keys, ")"))
    found.emplace(row.id<OrderId>(0), row.text(1));
  return found;
}

}  // namespace fenrun::db
