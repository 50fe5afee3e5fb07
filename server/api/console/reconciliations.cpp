// WeChat's bills against our books: days, what does not agree, and closing both.
#include "db/reconciliation/bill_file.hpp"
#include "db/reconciliation/difference.hpp"
#include "db/reconciliation/reconciliation_day.hpp"
#include "flows/job/run_job.hpp"
#include "flows/reconciliation/close_day.hpp"
#include "flows/reconciliation/plan_reconciliation.hpp"
#include "server/api/attachment.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/job_view.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/reconciliation_view.hpp"
#include "server/api/staff_names.hpp"
#include "server/api/story.hpp"
#include "server/export/export_service.hpp"
#include "server/export/workbook.hpp"
#include "server/pay_desk.hpp"
#include "server/reconciliation_desk.hpp"
#include "sheet/read_sheet.hpp"

namespace fenrun::server::console {
namespace {

constexpr int kWorkbookDifferencesMax = 20'000;
constexpr std::chrono::seconds kWorkbookWait{10};

inline constexpr ErrorCode kReconciliationOff{ErrorKind::unavailable, "reconciliation.off",
                                              "未配置微信支付，无法对账",
                                              "WeChat Pay is not set up here, so there are no bills"};

Result<BillDay> bill_day_in(const Call& call) {
  const auto day = parse_bill_day(call.in_path("day"));
  if (!day) return kBillDayInvalid;
  return *day;
}

Result<ReconciliationDay> find_day_in(const Call& call, db::Tx& tx) {
  const auto day = bill_day_in(call);
  if (!day) return day.error();
  const auto found = db::find_reconciliation_day(tx, *day);
  if (!found) return kReconciliationNotFound;
  return *found;
}

Reply shown_difference(const Call& call, db::Tx& tx, const FiledDifference& difference) {
  StaffNames staff(tx);
  const auto shown = difference_json(difference, staff);
  call.audit = {"reconciliation_difference:" + std::to_string(difference.id.value), "", shown.str(),
                difference.reason};
  return ok(shown);
}

// Of a proposal, and of its confirmation, which repeats what was shown.
Result<ShownExplanation> explanation_in(const Call& call) {
  constexpr FundExplanation kExplanations[] = {FundExplanation::none, FundExplanation::top_up,
                                               FundExplanation::fee, FundExplanation::bank_payout};
  json::Reader body(call.request.body);
  ShownExplanation asked;
  asked.reason = body.text("reason", {1, kDifferenceReasonMax});
  asked.explanation = kExplanations[body.one_of("explanation", {"none", "top_up", "fee", "bank_payout"})];
  if (auto refused = body.refusal()) return *refused;
  return asked;
}

json::Writer bill_note_json(const db::BillNote& note) {
  json::Writer body;
  body.text("account", to_word(note.account)).text("note", note.note);
  return body;
}

struct WorkbookOfDay {
  ReconciliationDay day;
  std::vector<FiledDifference> differences;
};

Reply workbook_reply(BillDay day, std::string bytes) {
  Reply reply = attachment(kWorkbookType, "reconciliation-" + bill_day_text(day) + ".xlsx", bytes);
  reply.body = std::move(bytes);
  return reply;
}

}  // namespace

// The cursor is the day of the last one seen, as days since 1970.
Result<Reply> list_reconciliations(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "closed"});
  if (auto refused = query.refusal()) return *refused;
  std::optional<ReconciliationState> wanted;
  if (state) wanted = *state == 0 ? ReconciliationState::open : ReconciliationState::closed;
  std::optional<BillDay> before;
  if (list.after.id != 0) before = BillDay(std::chrono::days(list.after.id));
  const PageRequest page{0, list.limit};
  auto days = db::list_reconciliation_days(tx, wanted, before, page.rows() + 1);
  const auto cut = cut_page(std::move(days), page, [](const ReconciliationDay& one) {
    return static_cast<std::int64_t>(one.day.time_since_epoch().count());
  });
  StaffNames staff(tx);
  return ok_list(call, cut.items, cut.next,
                 [&](const ReconciliationDay& one) { return reconciliation_json(one, staff); });
}

Result<Reply> show_reconciliation(const Call& call, db::Tx& tx) {
  const auto day = find_day_in(call, tx);
  if (!day) return day.error();
  StaffNames staff(tx);
  auto shown = reconciliation_json(*day, staff);
  shown.integer("open_differences", db::count_open_differences(tx, day->day))
      .fen("suspense_fen", db::suspense_balance(tx))
      .list("bill_notes", db::list_bill_notes(tx, day->day), bill_note_json);
  return ok(shown);
}

Result<Reply> list_reconciliation_differences(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto kind = query.maybe_text("class", {1, 32});
  const auto state = query.maybe_text("state", {1, 32});
  if (auto refused = query.refusal()) return *refused;
  const auto day = find_day_in(call, tx);
  if (!day) return day.error();
  const db::DifferenceFilter filter{difference_class_from(kind.value_or("")),
                                    difference_state_from(state.value_or(""))};
  // A word that nobody knows fits nothing.
  const bool is_known = (!kind || filter.kind) && (!state || filter.state);
  Page<FiledDifference> page;
  if (is_known) page = db::list_differences(tx, day->day, filter, {list.after.id, list.limit});
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const FiledDifference& one) { return difference_json(one, staff); });
}

AsyncReply show_reconciliation_workbook(const Call& call, Edge&) {
  std::function<Result<WorkbookOfDay>(db::Tx&)> read = [&](db::Tx& tx) -> Result<WorkbookOfDay> {
    const auto day = find_day_in(call, tx);
    if (!day) return day.error();
    auto differences = db::read_differences(tx, day->day, kWorkbookDifferencesMax);
    return WorkbookOfDay{*day, std::move(differences)};
  };
  const Result<WorkbookOfDay> found = co_await run_story<WorkbookOfDay>(call, read);
  if (!found) co_return found.error();
  std::function<std::string(ExportDesk&)> draw = [&](ExportDesk&) {
    return sheet::write_sheet(sheet::Kind::xlsx, reconciliation_rows(found->day, found->differences));
  };
  const auto deadline = call.app.clock.steady() + kWorkbookWait;
  Result<std::string> bytes =
      co_await on_pool<std::string, ExportDesk>(call.app.exports.pool(), deadline, draw);
  if (!bytes) co_return bytes.error();
  co_return workbook_reply(found->day.day, *std::move(bytes));
}

Result<Reply> start_reconciliation(const Call& call, db::Tx& tx) {
  json::Reader body(call.request.body);
  const bool is_refetch = body.boolean("refetch");
  if (auto refused = body.refusal()) return *refused;
  const auto day = bill_day_in(call);
  if (!day) return day.error();
  if (call.app.pay == nullptr) return kReconciliationOff;
  if (const auto fits = check_bill_day(*day, call.now); !fits) return fits.error();
  const auto known = db::find_reconciliation_day(tx, *day);
  if (known && known->state == ReconciliationState::closed) return kReconciliationClosed;
  // Where it fails it is tried again by itself.
  if (!known) (void)db::insert_reconciliation_day(tx, *day, call.now + flows::kReconciliationRetry);
  flows::StartJob command;
  command.public_id = call.new_public_id();
  command.kind = flows::kReconciliationJob;
  command.parameters = reconciliation_parameters(*day, is_refetch);
  command.staff_id = call.caller.staff;
  const auto shown = job_json(flows::start_job(tx, command, call.now));
  call.audit = {"reconciliation:" + bill_day_text(*day), "", shown.str(), ""};
  return created(shown);
}

Result<Reply> propose_difference_closing(const Call& call, db::Tx& tx) {
  const auto id = call.row_id_in_path("difference");
  if (!id) return id.error();
  const auto asked = explanation_in(call);
  if (!asked) return asked.error();
  const flows::ProposeClosing command{DifferenceId{*id}, call.caller.staff, asked->reason,
                                      asked->explanation};
  const auto difference = flows::propose_closing(tx, command, call.now);
  if (!difference) return difference.error();
  return shown_difference(call, tx, *difference);
}

Result<Reply> confirm_difference_closing(const Call& call, db::Tx& tx) {
  const auto id = call.row_id_in_path("difference");
  if (!id) return id.error();
  const auto shown = explanation_in(call);
  if (!shown) return shown.error();
  const flows::ConfirmClosing command{DifferenceId{*id}, call.caller.staff, *shown};
  const auto difference = flows::confirm_closing(tx, command, call.now);
  if (!difference) return difference.error();
  return shown_difference(call, tx, *difference);
}

Result<Reply> close_reconciliation(const Call& call, db::Tx& tx) {
  const auto day = bill_day_in(call);
  if (!day) return day.error();
  if (call.app.pay == nullptr) return kReconciliationOff;
  const flows::CloseDay command{*day, call.app.pay->merchant().mchid, call.caller.staff};
  const auto closed = flows::close_day(tx, command, call.now);
  if (!closed) return closed.error();
  StaffNames staff(tx);
  const auto shown = reconciliation_json(*closed, staff);
  call.audit = {"reconciliation:" + bill_day_text(*day), "", shown.str(), ""};
  return ok(shown);
}

}  // namespace fenrun::server::console
