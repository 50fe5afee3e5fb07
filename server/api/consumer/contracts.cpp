// The dealer contract in force: read by everyone who is signed in, accepted by dealers when it changes.
#include "flows/contract/accept_contract.hpp"
#include "flows/contract/list_contracts.hpp"
#include "server/api/consumer/handlers.hpp"
#include "server/api/contract_view.hpp"
#include "server/api/evidence.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::consumer {

Result<Reply> show_contract_in_force(const Call& call, db::Tx& tx) {
  const auto contract = flows::current_contract(tx, call.now);
  if (!contract) return contract.error();
  const auto outstanding = flows::outstanding_contract(tx, call.caller.consumer, call.now);
  if (!outstanding) return outstanding.error();
  json::Writer body = contract_json(*contract);
  body.boolean("must_be_accepted", outstanding->has_value());
  return ok(body);
}

Result<Reply> accept_contract(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto number = static_cast<int>(body.integer("number", 1, INT32_MAX));
  if (auto refused = body.refusal()) return *refused;
  const auto contract =
      flows::accept_contract(tx, {call.caller.consumer, number, evidence_of(call)}, call.now);
  if (!contract) return contract.error();
  return ok(contract_summary_json(*contract));
}

}  // namespace fenrun::server::consumer
