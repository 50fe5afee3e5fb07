// Finance looks at withdrawals and decides.
#include "db/withdrawal/withdrawal.hpp"
#include "flows/withdrawal/resolve_withdrawal.hpp"
#include "flows/withdrawal/withdrawal_set.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/receipt_file.hpp"
#include "server/api/withdrawal_search.hpp"
#include "server/api/withdrawal_view.hpp"

namespace fenrun::server::console {
namespace {

using JudgeStory = Result<Withdrawal> (*)(db::Tx&, const flows::JudgeWithdrawal&, Instant);

Reply decided_withdrawal(const Call& call, db::Tx& tx, const std::optional<Withdrawal>& before,
                         const Withdrawal& withdrawal) {
  DealerNames names(tx);
  const auto shown = staff_withdrawal_json(withdrawal, names);
  call.audit = {"withdrawal:" + withdrawal.public_id,
                before ? staff_withdrawal_json(*before, names).str() : std::string(), shown.str(),
                withdrawal.reason};
  return ok(shown);
}

Result<Reply> judge_withdrawal(const Call& call, db::Tx& tx, JudgeStory story) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto reason = body.text("reason", {1, kWithdrawalReasonMax});
  if (auto refused = body.refusal()) return *refused;
  const auto before = db::lock_withdrawal_by_public_id(tx, *public_id);
  const auto withdrawal = story(tx, {*public_id, call.caller.staff, reason}, call.now);
  if (!withdrawal) return withdrawal.error();
  return decided_withdrawal(call, tx, before, *withdrawal);
}

}  // namespace

Result<Reply> list_withdrawals(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const WithdrawalSearch search(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  const auto filter = search.filter(tx);
  if (!filter) return filter.error();
  std::optional<ListTotal> total;
  if (is_counted) total = db::total_of_withdrawals(tx, *filter);
  DealerNames names(tx);
  const auto page = db::list_withdrawals(tx, *filter, {list.after.id, list.limit});
  return ok_counted_list(call, page.items, page.next, total, [&](const Withdrawal& withdrawal) {
    return staff_withdrawal_json(withdrawal, names);
  });
}

Result<Reply> show_withdrawal(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  const auto withdrawal = db::find_withdrawal_by_public_id(tx, *public_id);
  if (!withdrawal) return kWithdrawalNotFound;
  DealerNames names(tx);
  return ok(staff_withdrawal_detail_json(*withdrawal, names, tx));
}

Result<Reply> download_receipt(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  const auto withdrawal = db::find_withdrawal_by_public_id(tx, *public_id);
  if (!withdrawal) return kWithdrawalNotFound;
  // The file has the payee's real name.
  call.audit = {"withdrawal:" + *public_id, "", "", ""};
  return receipt_file(call, tx, *withdrawal);
}

Result<Reply> approve_withdrawal(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("withdrawal");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  const auto version = body.integer("version", 1, INT64_MAX);
  const auto confirmation = body.maybe_text("confirmation", {1, 64}).value_or("");
  if (auto refused = body.refusal()) return *refused;
  const flows::ApproveConfirmed command{
      {*public_id, version, call.caller.staff}, call.caller.session, confirmation};
  const auto before = db::lock_withdrawal_by_public_id(tx, *public_id);
  const auto withdrawal =
      flows::approve_confirmed(tx, call.app.options.withdrawals, call.app.keys.withdrawal, command, call.now);
  if (!withdrawal) return withdrawal.error();
  return decided_withdrawal(call, tx, before, *withdrawal);
}

Result<Reply> reject_withdrawal(const Call& call, db::Tx& tx) {
  return judge_withdrawal(call, tx, flows::reject_withdrawal);
}
Result<Reply> review_withdrawal(const Call& call, db::Tx& tx) {
  return judge_withdrawal(call, tx, flows::review_withdrawal);
}
Result<Reply> reissue_withdrawal(const Call& call, db::Tx& tx) {
  return judge_withdrawal(call, tx, flows::reissue_withdrawal);
}
Result<Reply> return_withdrawal(const Call& call, db::Tx& tx) {
  return judge_withdrawal(call, tx, flows::return_withdrawal);
}

}  // namespace fenrun::server::console
