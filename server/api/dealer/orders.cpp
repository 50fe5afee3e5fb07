// What a dealer's customers bought.
#include "db/order/order.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/order_view.hpp"

namespace fenrun::server::dealer {

Result<Reply> list_sold_orders(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  db::OrderFilter filter;
  filter.seller = call.caller.dealer;
  const auto page = db::list_orders(tx, filter, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, sold_order_json);
}

}  // namespace fenrun::server::dealer
