#include "server/api/team_view.hpp"

#include "db/binding/customer.hpp"
#include "domain/text.hpp"

namespace fenrun::server {

std::int64_t team_size(const App& app, DealerId dealer) {
  const auto member = app.tree.member(dealer);
  return member ? static_cast<std::int64_t>(member->team_size) : 0;
}

json::Writer team_member_json(const Call& call, db::Tx& tx, const Dealer& dealer, DealerNames& names) {
  json::Writer body;
  body.text("id", dealer.public_id)
      .maybe_text("parent_id", names.public_id(dealer.parent_id))
      .text("name_masked", mask_name(dealer.name))
      .integer("level", dealer.level)
      .object("tier", tier_json(names.tier(dealer.tier_id)))
      .text("state", to_text(dealer.state))
      .integer("team_size", team_size(call.app, dealer.id))
      .integer("customers", db::count_customers(tx, dealer.id))
      .time("joined_at", dealer.joined_at);
  return body;
}

}  // namespace fenrun::server
