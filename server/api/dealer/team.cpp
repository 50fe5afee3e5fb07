// A dealer's own branch: direct children first, then, dealer by dealer, what is below them. Names are masked.
#include "db/binding/customer.hpp"
#include "flows/dealer/list_team.hpp"
#include "server/api/dealer/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/team_view.hpp"

namespace fenrun::server::dealer {
namespace {

json::Writer member_json(const Call& call, db::Tx& tx, const Dealer& dealer, DealerNames& names) {
  json::Writer body;
  body.text("id", dealer.public_id)
      .text("name_masked", dealer.name)
      .integer("level", dealer.level)
      .object("tier", tier_json(names.tier(dealer.tier_id)))
      .text("state", to_text(dealer.state))
      .integer("team_size", team_size(call.app, dealer.id))
      .integer("customers", db::count_customers(tx, dealer.id))
      .time("joined_at", dealer.joined_at);
  return body;
}

}  // namespace

Result<Reply> list_team(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto parent = query.maybe_public_id("parent");
  if (auto refused = query.refusal()) return *refused;
  const flows::ListTeamQuery wanted{call.caller.consumer, parent.value_or(""), {list.after.id, list.limit}};
  const auto page = flows::list_team(tx, wanted, call.now);
  if (!page) return page.error();
  DealerNames names(tx);
  return ok_list(call, page->items, page->next,
                 [&](const Dealer& one) { return member_json(call, tx, one, names); });
}

}  // namespace fenrun::server::dealer
