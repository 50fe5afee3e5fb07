// A dealer's first page, and the customers bound to them.
#include "db/binding/customer.hpp"
#include "db/dealer/dealer.hpp"
#include "flows/contract/accept_contract.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/team_view.hpp"

namespace fenrun::server::dealer {
namespace {

json::Writer customer_json(const db::Customer& customer) {
  json::Writer body;
  body.text("id", customer.consumer_public_id)
      .text("name_masked", customer.name_masked)
      .text("phone_masked", customer.phone_masked)
      .time("bound_at", customer.bound_at);
  return body;
}

}  // namespace

Result<Reply> show_home(const Call& call, db::Tx& tx) {
  const auto dealer = db::find_dealer(tx, call.caller.dealer);
  if (!dealer) return kDealerNotFound;
  const auto outstanding = flows::outstanding_contract(tx, call.caller.consumer, call.now);
  if (!outstanding) return outstanding.error();
  DealerNames names(tx);
  json::Writer body;
  body.object("dealer", dealer_json(*dealer, names))
      .integer("customers", db::count_customers(tx, dealer->id))
      .integer("team_size", team_size(call.app, dealer->id));
  if (outstanding->has_value()) {
    body.integer("contract_to_accept", (*outstanding)->number);
  } else {
    body.null("contract_to_accept");
  }
  return ok(body);
}

Result<Reply> list_customers(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_customers(tx, call.caller.dealer, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, customer_json);
}

}  // namespace fenrun::server::dealer
