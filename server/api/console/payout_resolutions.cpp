// Transfers that go on no more by themselves: one of finance proposes with evidence, another confirms by
// one-time code, the payout worker carries it out.
#include <optional>
#include <string>

#include "base/crypto/encoding.hpp"
#include "db/payout/payout_resolution.hpp"
#include "flows/payout/resolve_payout.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server::console {
namespace {

json::Writer resolution_json(const PayoutResolution& resolution, StaffNames& staff) {
  json::Writer body;
  body.text("id", resolution.public_id)
      .text("number", resolution.number)
      .fen("amount_fen", resolution.amount)
      .text("action", to_word(resolution.action))
      .text("reference", resolution.reference)
      .text("evidence", resolution.evidence)
      .text("state", to_word(resolution.state))
      .text("digest", crypto::to_hex(flows::resolution_digest(resolution)))
      .id("proposed_by", resolution.proposed_by)
      .maybe_text("proposed_by_name", staff.name(resolution.proposed_by))
      .time("proposed_at", resolution.proposed_at);
  if (resolution.decided_by.is_set()) {
    body.id("decided_by", resolution.decided_by);
  } else {
    body.null("decided_by");
  }
  body.maybe_text("decided_by_name", staff.name(resolution.decided_by));
  body.maybe_time("decided_at", resolution.decided_at)
      .maybe_time("applied_at", resolution.applied_at)
      .text("outcome", resolution.outcome);
  return body;
}

Reply noted(const Call& call, db::Tx& tx, const PayoutResolution& resolution, bool is_new) {
  StaffNames staff(tx);
  const auto shown = resolution_json(resolution, staff);
  call.audit = {"payout:" + resolution.number, "", shown.str(),
                std::string(to_word(resolution.action)) + " " + resolution.reference};
  return is_new ? created(shown) : ok(shown);
}

}  // namespace

Result<Reply> list_payout_resolutions(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"proposed", "confirmed", "refused", "applied", "void"});
  if (auto refused = query.refusal()) return *refused;
  const auto wanted = state ? std::optional(static_cast<ResolutionState>(*state)) : std::nullopt;
  const auto page = db::list_resolutions(tx, wanted, {list.after.id, list.limit});
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const PayoutResolution& one) { return resolution_json(one, staff); });
}

Result<Reply> propose_payout_resolution(const Call& call, db::Tx& tx) {
  const auto withdrawal = call.public_id_in_path("withdrawal");
  if (!withdrawal) return withdrawal.error();
  json::Reader body(call.request.body);
  flows::ProposeResolution command;
  command.action =
      static_cast<ResolutionAction>(body.one_of("action", {"cancel", "close_paid", "close_unpaid"}));
  command.reference = body.text("reference", {1, kResolutionReferenceMax});
  command.evidence = body.text("evidence", {1, kResolutionEvidenceMax});
  if (auto refused = body.refusal()) return *refused;
  command.public_id = call.new_public_id();
  command.withdrawal = *withdrawal;
  command.staff = call.caller.staff;
  const auto resolution = flows::propose_resolution(tx, command, call.now);
  if (!resolution) return resolution.error();
  return noted(call, tx, *resolution, true);
}

Result<Reply> confirm_payout_resolution(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("resolution");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto confirmation = body.maybe_text("confirmation", {1, 64}).value_or("");
  if (auto refused = body.refusal()) return *refused;
  const auto resolution =
      flows::confirm_resolution(tx, call.app.keys.withdrawal,
                                {*public_id, call.caller.staff, call.caller.session, confirmation}, call.now);
  if (!resolution) return resolution.error();
  return noted(call, tx, *resolution, false);
}

Result<Reply> refuse_payout_resolution(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("resolution");
  if (!public_id) return public_id.error();
  const auto resolution = flows::refuse_resolution(tx, {*public_id, call.caller.staff}, call.now);
  if (!resolution) return resolution.error();
  return noted(call, tx, *resolution, false);
}

}  // namespace fenrun::server::console
