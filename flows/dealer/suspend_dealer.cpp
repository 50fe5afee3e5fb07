#include "flows/dealer/suspend_dealer.hpp"

#include "db/dealer/dealer.hpp"

namespace fenrun::flows {

Result<Dealer> suspend_dealer(db::Tx& tx, const SuspendDealerCommand& command, Instant now) {
  auto dealer = db::lock_dealer_by_public_id(tx, command.dealer_public_id);
  if (!dealer) return kDealerNotFound;
  const Done decided = decide_suspension(*dealer, command.reason);
  if (!decided) return decided.error();
  db::update_dealer_state(tx, dealer->id, DealerState::suspended, command.reason, now);
  dealer->state = DealerState::suspended;
  dealer->suspended_reason = command.reason;
  ++dealer->version;
  return *dealer;
}

}  // namespace fenrun::flows
