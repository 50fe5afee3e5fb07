#include "flows/dealer/set_tier.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/tier.hpp"
#include "db/dealer/tree_change.hpp"

namespace fenrun::flows {

// The change stream carries the tier, so this changes the tree: it takes the tree lock, before the dealer's.
Result<Dealer> set_tier(db::Tx& tx, const SetTierCommand& command, Instant now) {
  const Done reason = check_reason(command.reason);
  if (!reason) return reason.error();
  const db::TreeLock tree = db::lock_tree(tx, now);
  const auto tier = db::find_tier_by_code(tx, command.tier_code);
  if (!tier) return kTierNotFound;
  auto dealer = db::lock_dealer_by_public_id(tx, command.dealer_public_id);
  if (!dealer) return kDealerNotFound;
  if (dealer->state == DealerState::ended) return kDealerEnded;
  if (dealer->tier_id == tier->id) return kTierUnchanged;

  db::update_dealer_tier(tx, dealer->id, tier->id, tree.at);
  const db::TreeChange change{dealer->id, dealer->parent_id, tier->id};
  db::append_tree_changes(tx, tree, {&change, 1});
  dealer->tier_id = tier->id;
  ++dealer->version;
  return *dealer;
}

}  // namespace fenrun::flows
