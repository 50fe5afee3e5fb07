#include "flows/contract/list_contracts.hpp"

#include "db/contract/contract.hpp"

namespace fenrun::flows {

Result<Contract> current_contract(db::Tx& tx, Instant now) {
  auto contract = db::contract_in_force(tx, now);
  if (!contract) return kContractNone;
  return *std::move(contract);
}

Result<Contract> find_contract(db::Tx& tx, int number, Instant) {
  auto contract = db::find_contract_by_number(tx, number);
  if (!contract) return kContractNotFound;
  return *std::move(contract);
}

Result<Page<Contract>> list_contracts(db::Tx& tx, const PageRequest& page, Instant) {
  return db::list_contracts(tx, page);
}

}  // namespace fenrun::flows
