// What a dealer's customers bought, and what it earned the dealer.
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

Result<Reply> show_sold_order(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("order");
  if (!public_id) return public_id.error();
  auto order = db::find_order_by_public_id(tx, *public_id);
  // What another dealer sold, or nobody yet, does not exist for this one.
  if (!order || order->stamp.upline.empty() || order->stamp.upline.front().dealer_id != call.caller.dealer) {
    return kOrderNotFound;
  }
  const OrderShares shares = shares_of_order(tx, order->id);
  auto lines = db::lines_of_order(tx, order->id);
  const OrderWithLines sale{*std::move(order), std::move(lines)};
  return ok(sold_order_detail_json(sale, shares, call.caller.dealer, call.language));
}

}  // namespace fenrun::server::dealer
