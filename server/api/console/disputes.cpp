// Disputes about commissions: one member of staff opens, another says whose the money is.
#include "db/journal/dispute.hpp"
#include "domain/ledger/movement.hpp"
#include "flows/ledger/dispute_commission.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/dispute_view.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server::console {
namespace {

constexpr DisputeState kDisputeStates[] = {DisputeState::open, DisputeState::for_dealer,
                                           DisputeState::for_producer};

// What the dealer sees, and what stands behind it.
json::Writer console_dispute_json(const Dispute& dispute, Language language, DealerNames& names,
                                  StaffNames& staff) {
  json::Writer body = dispute_json(dispute, language);
  body.maybe_text("dealer_id", names.public_id(dispute.dealer))
      .maybe_text("dealer_name", names.name(dispute.dealer))
      .text("evidence", dispute.evidence)
      .maybe_text("opened_by", staff.name(dispute.opened_by))
      .maybe_text("resolved_by", staff.name(dispute.resolved_by));
  return body;
}

json::Writer shown_dispute(const Call& call, db::Tx& tx, const Dispute& dispute, const std::string& reason) {
  DealerNames names(tx);
  StaffNames staff(tx);
  auto shown = console_dispute_json(dispute, call.language, names, staff);
  call.audit = {"dispute:" + dispute.public_id, "", shown.str(), reason};
  return shown;
}

}  // namespace

Result<Reply> list_disputes(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "for_dealer", "for_producer"});
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_disputes(tx, kDisputeStates[state.value_or(0)], {list.after.id, list.limit});
  DealerNames names(tx);
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const Dispute& one) { return console_dispute_json(one, call.language, names, staff); });
}

Result<Reply> show_dispute(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dispute");
  if (!public_id) return public_id.error();
  const auto dispute = db::find_dispute(tx, *public_id);
  if (!dispute) return kDisputeNotFound;
  DealerNames names(tx);
  StaffNames staff(tx);
  return ok(console_dispute_json(*dispute, call.language, names, staff));
}

Result<Reply> open_dispute(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::OpenDispute command;
  command.public_id = call.new_public_id();
  command.staff = call.caller.staff;
  command.commission = CommissionId{body.row_id("commission")};
  command.amount = Fen{body.integer("amount_fen", 1, kMovementMax.value)};
  command.reason = body.text("reason", {1, kDisputeReasonMax});
  command.evidence = body.text("evidence", {1, kDisputeEvidenceMax});
  if (auto refused = body.refusal()) return *refused;
  const auto dispute = flows::open_dispute(tx, command, call.now);
  if (!dispute) return dispute.error();
  return created(shown_dispute(call, tx, *dispute, command.reason));
}

Result<Reply> resolve_dispute(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("dispute");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::ResolveDispute command;
  command.public_id = *public_id;
  command.staff = call.caller.staff;
  command.is_for_dealer = body.one_of("in_favour_of", {"dealer", "producer"}) == 0;
  command.reason = body.text("reason", {1, kDisputeReasonMax});
  if (auto refused = body.refusal()) return *refused;
  const auto dispute = flows::resolve_dispute(tx, command, call.now);
  if (!dispute) return dispute.error();
  return ok(shown_dispute(call, tx, *dispute, command.reason));
}

}  // namespace fenrun::server::console
