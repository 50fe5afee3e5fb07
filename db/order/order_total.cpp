#include "db/order/order_total.hpp"

#include <vector>

#define ADD_UP "SELECT COUNT(*), CAST(COALESCE(SUM(found.fen), 0) AS SIGNED) FROM ("
#define OF_AT_MOST " LIMIT ?) AS found"

namespace fenrun::db {
namespace {

constexpr std::int64_t kMost = kTotalRowsMax + 1;

ListTotal read_total(const std::optional<Row>& row) { return {row->integer(0), row->fen(1)}; }

}  // namespace

ListTotal total_of_orders(Tx& tx, const OrderFilter& filter) {
  if (!filter.source.empty()) {
    const std::string state = filter.state ? std::string(to_text(*filter.state)) : std::string();
    return read_total(tx.one(ADD_UP
                             "SELECT total_fen AS fen FROM sale_order WHERE source = ? AND (? = '' OR state "
                             "= ?)" OF_AT_MOST,
                             {filter.source, state, state, kMost}));
  }
  if (filter.state) {
    return read_total(tx.one(ADD_UP "SELECT total_fen AS fen FROM sale_order WHERE state = ?" OF_AT_MOST,
                             {to_text(*filter.state), kMost}));
  }
  return read_total(tx.one(ADD_UP "SELECT total_fen AS fen FROM sale_order" OF_AT_MOST, {kMost}));
}

ListTotal total_of_refunds(Tx& tx, RefundState state) {
  return read_total(tx.one(ADD_UP "SELECT amount_fen AS fen FROM order_refund WHERE state = ?" OF_AT_MOST,
                           {to_text(state), kMost}));
}

std::map<OrderId, std::string> order_public_ids(Tx& tx, const std::set<OrderId>& ids) {
  const std::vector<Param> keys(ids.begin(), ids.end());
  std::map<OrderId, std::string> found;
  for (const Row& row : tx.all_of("SELECT id, public_id FROM sale_order WHERE id IN (", "?", keys, ")"))
    found.emplace(row.id<OrderId>(0), row.text(1));
  return found;
}

}  // namespace fenrun::db

#undef ADD_UP
#undef OF_AT_MOST
