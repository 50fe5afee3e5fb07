// Contract versions: the one in force, one by number, and all of them.
#pragma once

#include <optional>

#include "db/mysql/tx.hpp"
#include "domain/contract/contract.hpp"
#include "domain/page.hpp"

namespace fenrun::flows {

// Refuses with kContractNone.
Result<Contract> current_contract(db::Tx& tx, Instant now);

// Refuses with kContractNotFound.
Result<Contract> find_contract(db::Tx& tx, int number, Instant now);

// Newest first, without bodies. Refuses nothing.
Result<Page<Contract>> list_contracts(db::Tx& tx, const PageRequest& page, Instant now);

}  // namespace fenrun::flows
