// Money of orders that a person must look at: refunds by their state, refunds whose orders have not come, and
// reports that fit no order; and what that person decides.
#include "db/order/order.hpp"
#include "db/order/parked_refund.hpp"
#include "db/order/refund.hpp"
#include "db/order/suspense.hpp"
#include "domain/order/order_trouble.hpp"
#include "flows/order/settle_trouble.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/console/list_queries.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/order_view.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server::console {
namespace {

json::Writer parked_refund_json(const db::WaitingRefund& waiting) {
  json::Writer body;
  return body.row_id("id", waiting.id)
      .text("source", waiting.refund.source)
      .text("external_no", waiting.refund.external_no)
      .text("refund_no", waiting.refund.refund_no)
      .fen("amount_fen", waiting.refund.amount_fen)
      .time("parked_at", waiting.parked_at);
}

json::Writer suspense_json(const db::NotedSuspense& noted, StaffNames& staff) {
  json::Writer body;
  body.row_id("id", noted.id)
      .text("source", noted.source)
      .text("reason", noted.reason)
      .text("order_no", noted.out_trade_no)
      .text("reference", noted.reference)
      .fen("amount_fen", noted.amount_fen)
      .time("created_at", noted.created_at)
      .maybe_time("closed_at", noted.closed_at)
      .maybe_text("closed_by", staff.name(noted.closed_by));
  if (noted.closed_at) return body.text("closing_reason", noted.closing_reason);
  return body.null("closing_reason");
}

// The row that {name} is the number of, and the reason that the body gives.
Result<flows::SettleTrouble> read_command(const Call& call, std::string_view name) {
  const auto id = call.row_id_in_path(name);
  if (!id) return id.error();
  json::Reader body(call.request.body);
  auto reason = body.text("reason", {1, kTroubleReasonMax});
  if (auto refused = body.refusal()) return *refused;
  return flows::SettleTrouble{*id, call.caller.staff, std::move(reason)};
}

}  // namespace

Result<Reply> list_refunds(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const RefundState state = refund_state_in(query);
  const bool is_counted = wants_total(query);
  if (auto refused = query.refusal()) return *refused;
  std::optional<ListTotal> total;
  if (is_counted) total = db::total_of_refunds(tx, state);
  const auto page = db::list_refunds(tx, state, {list.after.id, list.limit});
  return ok_counted_list(call, page.items, page.next, total, [&](const OrderRefund& refund) {
    return staff_refund_json(refund, db::find_order(tx, refund.order_id)->public_id, call.language);
  });
}

Result<Reply> list_parked_refunds(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_parked_refunds(tx, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, parked_refund_json);
}

Result<Reply> list_order_suspense(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "closed"});
  const auto reason = query.maybe_text("reason", {1, 32});
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_suspense(tx, {state.value_or(0) == 0, reason}, {list.after.id, list.limit});
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const db::NotedSuspense& noted) { return suspense_json(noted, staff); });
}

Result<Reply> close_order_suspense(const Call& call, db::Tx& tx) {
  const auto command = read_command(call, "suspense");
  if (!command) return command.error();
  const auto closed = flows::close_suspense(tx, *command, call.now);
  if (!closed) return closed.error();
  StaffNames staff(tx);
  auto shown = suspense_json(*closed, staff);
  call.audit = {"order_suspense:" + std::to_string(closed->id), "", shown.str(), command->reason};
  return ok(shown);
}

Result<Reply> dismiss_parked_refund(const Call& call, db::Tx& tx) {
  const auto command = read_command(call, "refund");
  if (!command) return command.error();
  const auto dismissed = flows::dismiss_parked_refund(tx, *command, call.now);
  if (!dismissed) return dismissed.error();
  call.audit = {"parked_refund:" + std::to_string(dismissed->id), parked_refund_json(*dismissed).str(), "",
                command->reason};
  return no_content();
}

}  // namespace fenrun::server::console
