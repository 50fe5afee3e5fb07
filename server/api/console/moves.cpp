// Moving branches of the dealer tree in bulk: first a preview, then the deed with the preview's version.
#include "db/dealer/dealer.hpp"
#include "flows/dealer/move_branches.hpp"
#include "flows/dealer/preview_moves.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/reader.hpp"

namespace fenrun::server::console {
namespace {

// {"dealers": [...], "new_parent": id or null}: all of them below one new parent; null is the producer.
std::vector<flows::MoveRequest> read_moves(json::Reader& body) {
  std::vector<flows::MoveRequest> moves;
  const auto parent = body.maybe_public_id("new_parent");
  for (auto& dealer : body.public_ids("dealers", 1, kMovesMax))
    moves.push_back({std::move(dealer), parent.value_or("")});
  return moves;
}

json::Writer move_row_json(const std::string& dealer_public_id, const MoveOutcome& row, DealerNames& names,
                           Language language) {
  json::Writer body;
  body.text("dealer", dealer_public_id)
      .maybe_text("from_parent", names.public_id(row.from_parent))
      .maybe_text("to_parent", names.public_id(row.to_parent))
      .integer("from_level", row.from_level)
      .integer("to_level", row.to_level)
      .integer("branch_size", static_cast<std::int64_t>(row.branch_size));
  if (row.refusal == nullptr) {
    body.null("refusal");
  } else {
    const auto text = language == Language::zh ? row.refusal->zh : row.refusal->en;
    body.object("refusal", json::Writer().text("code", row.refusal->code).text("detail", text));
  }
  return body;
}

json::Writer plan_json(const Call& call, db::Tx& tx, const std::vector<flows::MoveRequest>& moves,
                       const MovePlan& plan) {
  DealerNames names(tx);
  json::Writer body;
  std::size_t index = 0;
  body.text("version", plan.version)
      .boolean("can_be_made", plan.can_be_made())
      .list("rows", plan.rows, [&](const auto& row) {
        return move_row_json(moves.at(index++).dealer_public_id, row, names, call.language);
      });
  return body;
}

}  // namespace

Result<Reply> preview_moves(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const auto moves = read_moves(body);
  if (auto refused = body.refusal()) return *refused;
  const auto plan = flows::preview_moves(tx, {moves}, call.now);
  if (!plan) return plan.error();
  return ok(plan_json(call, tx, moves, *plan));
}

Result<Reply> move_branches(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::MoveBranchesCommand command;
  command.staff = call.caller.staff;
  command.moves = read_moves(body);
  command.reason = body.text("reason", {1, 200});
  command.preview_version = body.text("preview_version", {16, 16});
  if (auto refused = body.refusal()) return *refused;
  const auto plan = flows::move_branches(tx, command, call.now);
  if (!plan) return plan.error();
  const auto shown = plan_json(call, tx, command.moves, *plan);
  call.audit = {"moves:" + plan->version, "", shown.str(), command.reason};
  return ok(shown);
}

}  // namespace fenrun::server::console
