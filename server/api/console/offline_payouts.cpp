// Withdrawals that were paid outside WeChat: one of finance proposes with evidence, another confirms by
// one-time code.
#include <optional>
#include <string>

#include "db/payout/offline_payout.hpp"
#include "flows/withdrawal/pay_offline.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/offline_payout_view.hpp"

namespace fenrun::server::console {
namespace {

Reply noted_offline(const Call& call, db::Tx& tx, const OfflinePayout& payout, bool is_new) {
  StaffNames staff(tx);
  const auto shown = offline_payout_json(payout, staff);
  const std::string which = std::string(to_word(payout.method)) + " " + payout.reference;
  call.audit = {"withdrawal:" + payout.withdrawal_public_id, "", shown.str(),
                payout.reason.empty() ? which : payout.reason};
  return is_new ? created(shown) : ok(shown);
}

}  // namespace

Result<Reply> list_offline_payouts(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"proposed", "paid", "refused"});
  if (auto refused = query.refusal()) return *refused;
  const auto wanted = state ? std::optional(static_cast<OfflinePayoutState>(*state)) : std::nullopt;
  const auto page = db::list_offline_payouts(tx, wanted, {list.after.id, list.limit});
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const OfflinePayout& one) { return offline_payout_json(one, staff); });
}

Result<Reply> propose_offline_payout(const Call& call, db::Tx& tx) {
  const auto withdrawal = call.public_id_in_path("withdrawal");
  if (!withdrawal) return withdrawal.error();
  json::Reader body(call.request.body);
  flows::ProposeOfflinePayout command;
  command.method = static_cast<OfflineMethod>(body.one_of("method", {"bank", "alipay", "cash", "other"}));
  command.reference = body.text("reference", {1, kOfflineReferenceMax});
  command.paid_at = body.time("paid_at");
  command.evidence = body.text("evidence", {1, kOfflineEvidenceMax});
  if (auto refused = body.refusal()) return *refused;
  command.public_id = call.new_public_id();
  command.withdrawal = *withdrawal;
  command.staff = call.caller.staff;
  const auto payout = flows::propose_offline_payout(tx, command, call.now);
  if (!payout) return payout.error();
  return noted_offline(call, tx, *payout, true);
}

Result<Reply> confirm_offline_payout(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("payout");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto confirmation = body.maybe_text("confirmation", {1, 64}).value_or("");
  if (auto refused = body.refusal()) return *refused;
  const flows::ConfirmOfflinePayout command{*public_id, call.caller.staff, call.caller.session, confirmation};
  const auto payout = flows::confirm_offline_payout(tx, call.app.keys.withdrawal, command, call.now);
  if (!payout) return payout.error();
  return noted_offline(call, tx, *payout, false);
}

Result<Reply> refuse_offline_payout(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("payout");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto reason = body.text("reason", {1, kWithdrawalReasonMax});
  if (auto refused = body.refusal()) return *refused;
  const auto payout = flows::refuse_offline_payout(tx, {*public_id, call.caller.staff, reason}, call.now);
  if (!payout) return payout.error();
  return noted_offline(call, tx, *payout, false);
}

}  // namespace fenrun::server::console
