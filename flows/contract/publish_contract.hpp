// A new version of the dealer contract.
#pragma once

#include "db/mysql/tx.hpp"
#include "domain/contract/contract.hpp"

namespace fenrun::flows {

struct PublishContractCommand {
  StaffId staff;
  ContractDraft draft;
};

// Refuses as decide_publication() does.
Result<Contract> publish_contract(db::Tx& tx, const PublishContractCommand& command, Instant now);

}  // namespace fenrun::flows
