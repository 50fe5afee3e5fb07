#include "flows/dealer/list_invites.hpp"

#include "db/dealer/dealer.hpp"
#include "db/dealer/invite.hpp"

namespace fenrun::flows {

Result<Page<Invite>> list_invites(db::Tx& tx, const ListInvitesQuery& query, Instant) {
  if (!query.consumer.is_set()) return db::list_invites_of(tx, kProducer, query.page);
  const auto dealer = db::find_dealer_of_consumer(tx, query.consumer);
  if (!dealer) return kDealerNotFound;
  return db::list_invites_of(tx, dealer->id, query.page);
}

}  // namespace fenrun::flows
