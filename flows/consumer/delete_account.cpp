#include "flows/consumer/delete_account.hpp"

#include "db/binding/binding.hpp"
#include "db/consumer/consumer.hpp"
#include "db/dealer/application.hpp"
#include "db/dealer/dealer.hpp"
#include "db/order/order.hpp"
#include "db/session/session.hpp"

namespace fenrun::flows {

Result<EndedSessions> delete_account(db::Tx& tx, const DeleteAccount& command, Instant now) {
  const auto consumer = db::lock_consumer(tx, command.consumer_id);
  if (!consumer || consumer->state == ConsumerState::deleted) return kConsumerGone;
  // An operator may be approving their application right now: its lock decides who is first, and only then
  // does the absence of a dealership mean anything.
  const auto application = db::find_latest_application_of(tx, consumer->id);
  if (application) db::lock_application_by_public_id(tx, application->public_id);
  const auto dealer = db::find_dealer_of_consumer(tx, consumer->id);
  if (dealer && dealer->state != DealerState::ended) return kConsumerIsDealer;

  EndedSessions ended{db::delete_sessions_of(tx, consumer->id)};
  db::end_binding_of(tx, consumer->id, now, "account_deleted");
  db::erase_consumer(tx, consumer->id, now);
  db::erase_buyer_of_orders(tx, consumer->id);
  if (dealer) db::erase_dealer_name(tx, dealer->id);
  return ended;
}

}  // namespace fenrun::flows
