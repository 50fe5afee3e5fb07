#include "flows/contract/publish_contract.hpp"

#include "base/crypto/digest.hpp"
#include "db/contract/contract.hpp"

namespace fenrun::flows {

Result<Contract> publish_contract(db::Tx& tx, const PublishContractCommand& command, Instant now) {
  const int number = db::lock_contract_number(tx);
  const auto effective_from = decide_publication(command.draft, db::last_effective_from(tx), now);
  if (!effective_from) return effective_from.error();

  Contract contract;
  contract.number = number;
  contract.title = command.draft.title;
  contract.body = command.draft.body;
  contract.body_sha256 = crypto::as_text(crypto::sha256(contract.body));
  contract.effective_from = *effective_from;
  contract.published_by = command.staff;
  contract.created_at = now;
  contract.id = db::insert_contract(tx, contract);
  return contract;
}

}  // namespace fenrun::flows
