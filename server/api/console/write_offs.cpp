// Who owes us and for how long, and debts that two people of finance give up.
#include "db/dealer/dealer.hpp"
#include "db/journal/journal_total.hpp"
#include "db/journal/write_off.hpp"
#include "domain/ledger/movement.hpp"
#include "flows/ledger/write_off_debt.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/dealer_view.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server::console {
namespace {

constexpr WriteOffState kWriteOffStates[] = {WriteOffState::open, WriteOffState::approved,
                                             WriteOffState::refused};

json::Writer debt_json(const flows::DealerDebt& one, DealerNames& names) {
  const flows::Debt& debt = one.debt;
  json::Writer body;
  body.maybe_text("dealer_id", names.public_id(one.dealer))
      .maybe_text("dealer_name", names.name(one.dealer))
      .fen("owed_fen", debt.owed)
      .maybe_time("since", debt.since)
      .fen("up_to_30_days_fen", debt.ages.up_to_30_days)
      .fen("up_to_60_days_fen", debt.ages.up_to_60_days)
      .fen("up_to_90_days_fen", debt.ages.up_to_90_days)
      .fen("older_fen", debt.ages.older);
  return body;
}

json::Writer write_off_json(const WriteOff& write_off, DealerNames& names, StaffNames& staff) {
  json::Writer body;
  body.text("id", write_off.public_id)
      .maybe_text("dealer_id", names.public_id(write_off.dealer))
      .maybe_text("dealer_name", names.name(write_off.dealer))
      .fen("amount_fen", write_off.amount)
      .text("reason", write_off.reason)
      .text("state", to_word(write_off.state))
      .maybe_text("requested_by", staff.name(write_off.requested_by))
      .time("requested_at", write_off.requested_at)
      .maybe_text("decided_by", staff.name(write_off.decided_by))
      .maybe_time("decided_at", write_off.decided_at);
  return body;
}

json::Writer shown_write_off(const Call& call, db::Tx& tx, const WriteOff& write_off) {
  DealerNames names(tx);
  StaffNames staff(tx);
  auto shown = write_off_json(write_off, names, staff);
  call.audit = {"write_off:" + write_off.public_id, "", shown.str(), write_off.reason};
  return shown;
}

Result<Reply> decide_debt(const Call& call, db::Tx& tx, bool is_approved) {
  const auto public_id = call.public_id_in_path("write_off");
  if (!public_id) return public_id.error();
  const auto decided = flows::decide_write_off(tx, {*public_id, call.caller.staff, is_approved}, call.now);
  if (!decided) return decided.error();
  return ok(shown_write_off(call, tx, *decided));
}

}  // namespace

Result<Reply> list_debts(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  const auto since = parse_sql_text(list.after.sort);
  const db::OwingPlace after{since.value_or(Instant{}), SheetId{list.after.id}};
  auto debts = flows::list_debts(tx, after, list.limit + 1, call.now);
  const bool goes_on = std::ssize(debts) > list.limit;
  if (goes_on) debts.pop_back();
  DealerNames names(tx);
  json::Writer body;
  body.list("items", debts, [&](const flows::DealerDebt& one) { return debt_json(one, names); });
  if (is_counted) body.object("total", total_json(db::total_owed(tx)));
  if (!goes_on) return ok(body.null("next_cursor"));
  const Cursor next{to_sql_text(*debts.back().debt.since), debts.back().dealer.value};
  return ok(body.text("next_cursor", call.cursor_to(next)));
}

Result<Reply> list_write_offs(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "approved", "refused"});
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_write_offs(tx, kWriteOffStates[state.value_or(0)], {list.after.id, list.limit});
  DealerNames names(tx);
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const WriteOff& one) { return write_off_json(one, names, staff); });
}

Result<Reply> propose_write_off(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  flows::RequestWriteOff command;
  command.public_id = call.new_public_id();
  command.staff = call.caller.staff;
  const auto dealer_id = body.public_id("dealer");
  command.amount = Fen{body.integer("amount_fen", 1, kMovementMax.value)};
  command.reason = body.text("reason", {1, kWriteOffReasonMax});
  if (auto refused = body.refusal()) return *refused;
  const auto dealer = db::find_dealer_by_public_id(tx, dealer_id);
  if (!dealer) return kDealerNotFound;
  command.dealer = dealer->id;
  const auto write_off = flows::request_write_off(tx, command, call.now);
  if (!write_off) return write_off.error();
  return created(shown_write_off(call, tx, *write_off));
}

Result<Reply> approve_write_off(const Call& call, db::Tx& tx) { return decide_debt(call, tx, true); }

Result<Reply> refuse_write_off(const Call& call, db::Tx& tx) { return decide_debt(call, tx, false); }

}  // namespace fenrun::server::console
