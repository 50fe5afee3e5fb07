#include "flows/dealer/resume_dealer.hpp"

#include "db/dealer/dealer.hpp"

namespace fenrun::flows {

Result<Dealer> resume_dealer(db::Tx& tx, const ResumeDealerCommand& command, Instant now) {
  auto dealer = db::lock_dealer_by_public_id(tx, command.dealer_public_id);
  if (!dealer) return kDealerNotFound;
  const Done decided = decide_resumption(*dealer, command.reason);
  if (!decided) return decided.error();
  db::update_dealer_state(tx, dealer->id, DealerState::active, "", now);
  dealer->state = DealerState::active;
  dealer->suspended_reason.clear();
  ++dealer->version;
  return *dealer;
}

}  // namespace fenrun::flows
