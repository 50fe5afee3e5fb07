#include "flows/contract/accept_contract.hpp"

#include "db/contract/contract.hpp"
#include "db/dealer/dealer.hpp"

namespace fenrun::flows {

Result<Contract> accept_contract(db::Tx& tx, const AcceptContractCommand& command, Instant now) {
  const auto contract = db::contract_in_force(tx, now);
  const Done decided = check_acceptance(contract, command.number);
  if (!decided) return decided.error();
  db::insert_acceptance(tx, command.consumer, contract->id, now, command.evidence);
  return *contract;
}

Result<std::optional<Contract>> outstanding_contract(db::Tx& tx, const ConsumerId& consumer, Instant now) {
  auto contract = db::contract_in_force(tx, now);
  const auto dealer = db::find_dealer_of_consumer(tx, consumer);
  const bool is_dealer = dealer && dealer->state != DealerState::ended;
  if (!contract || !is_dealer) return std::optional<Contract>{};
  if (db::has_accepted(tx, consumer, contract->id)) return std::optional<Contract>{};
  return contract;
}

}  // namespace fenrun::flows
