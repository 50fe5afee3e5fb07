#include "flows/dealer/list_dealers.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"

namespace fenrun::flows {

Result<Page<Dealer>> list_dealers(db::Tx& tx, const ListDealersQuery& query, Instant) {
  db::DealerFilter filter;
  filter.level = query.level;
  filter.state = query.state;
  filter.name_prefix = query.name_prefix;
  if (query.tier_code) {
    const auto tier = db::find_tier_by_code(tx, *query.tier_code);
    if (!tier) return kTierNotFound;
    filter.tier = tier->id;
  }
  if (query.parent_public_id) {
    filter.parent = kProducer;
    if (!query.parent_public_id->empty()) {
      const auto parent = db::find_dealer_by_public_id(tx, *query.parent_public_id);
      if (!parent) return kDealerNotFound;
      filter.parent = parent->id;
    }
  }
  return db::list_dealers(tx, filter, query.page);
}

}  // namespace fenrun::flows
