// Rows of `contract_version` and `contract_acceptance`.
#pragma once

#include <optional>
#include <string_view>

#include "db/mysql/tx.hpp"
#include "domain/contract/contract.hpp"
#include "domain/page.hpp"

namespace fenrun::db {

// The version in force at `instant`.
std::optional<Contract> contract_in_force(Tx& tx, Instant instant);
std::optional<Contract> find_contract_by_number(Tx& tx, int number);

// Holds the sequence row until commit: versions are published one after the other. Returns the number of the
// next one.
int lock_contract_number(Tx& tx);
// When the version published last comes into force.
std::optional<Instant> last_effective_from(Tx& tx);
ContractId insert_contract(Tx& tx, const Contract& contract);

// Accepting twice keeps the first acceptance.
void insert_acceptance(Tx& tx, ConsumerId consumer, ContractId contract, Instant at,
                       std::string_view evidence);
bool has_accepted(Tx& tx, ConsumerId consumer, ContractId contract);

// Newest first, bodies left empty; `after` is a number.
Page<Contract> list_contracts(Tx& tx, const PageRequest& page);

}  // namespace fenrun::db
