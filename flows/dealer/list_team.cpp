#include "flows/dealer/list_team.hpp"

#include <algorithm>

#include "db/dealer/dealer.hpp"
#include "domain/text.hpp"
#include "flows/dealer/find_upline.hpp"

namespace fenrun::flows {
namespace {

// Whose children are asked for: `own` itself or somebody in its branch.
Result<DealerId> parent_asked_for(db::Tx& tx, const Dealer& own, const std::string& public_id, Instant now) {
  if (public_id.empty() || public_id == own.public_id) return own.id;
  const auto parent = db::find_dealer_by_public_id(tx, public_id);
  if (!parent) return kDealerNotFound;
  const Result<Upline> upline = find_upline(tx, parent->id, now);
  if (!upline) return upline.error();
  const bool is_in_branch = std::find(upline->begin(), upline->end(), own.id) != upline->end();
  if (!is_in_branch) return kDealerNotFound;
  return parent->id;
}

}  // namespace

Result<Page<Dealer>> list_team(db::Tx& tx, const ListTeamQuery& query, Instant now) {
  const auto own = db::find_dealer_of_consumer(tx, query.consumer);
  if (!own) return kDealerNotFound;
  db::DealerFilter filter;
  const Result<DealerId> parent = parent_asked_for(tx, *own, query.parent_public_id, now);
  if (!parent) return parent.error();
  filter.parent = *parent;
  Page<Dealer> page = db::list_dealers(tx, filter, query.page);
  for (Dealer& dealer : page.items) dealer.name = mask_name(dealer.name);
  return page;
}

}  // namespace fenrun::flows
