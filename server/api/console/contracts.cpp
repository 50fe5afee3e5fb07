// Versions of the dealer contract: listed, read, published.
#include "flows/contract/list_contracts.hpp"
#include "flows/contract/publish_contract.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/contract_view.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {

Result<Reply> list_contracts(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = flows::list_contracts(tx, {list.after.id, list.limit}, call.now);
  if (!page) return page.error();
  return ok_list(call, page->items, page->next, contract_summary_json);
}

Result<Reply> show_contract(const Call& call, db::Tx& tx) {
  const auto number = call.row_id_in_path("number");
  if (!number || *number > INT32_MAX) return kContractNotFound;
  const auto contract = flows::find_contract(tx, static_cast<int>(*number), call.now);
  if (!contract) return contract.error();
  return ok(contract_json(*contract));
}

Result<Reply> publish_contract(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::PublishContractCommand command;
  command.staff = call.caller.staff;
  command.draft.title = body.text("title", {1, kContractTitleMax});
  command.draft.body = body.text("body", {1, kContractBodyMax}, json::Lines::many);
  command.draft.effective_from = body.maybe_time("effective_from");
  if (auto refused = body.refusal()) return *refused;
  const auto contract = flows::publish_contract(tx, command, call.now);
  if (!contract) return contract.error();
  const auto shown = contract_json(*contract);
  call.audit = {"contract:" + std::to_string(contract->number), "", shown.str(), ""};
  return created(shown);
}

}  // namespace fenrun::server::console
