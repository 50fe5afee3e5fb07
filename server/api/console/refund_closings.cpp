// Refunds that WeChat will not make: two people of finance call them off, or say how the buyer was paid.
#include <array>

#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "db/order/refund_closing.hpp"
#include "flows/order/close_refund.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/json/reader.hpp"
#include "server/api/order_view.hpp"
#include "server/api/staff_names.hpp"

namespace fenrun::server::console {
namespace {

json::Writer closing_json(const Call& call, db::Tx& tx, const RefundClosing& closing, StaffNames& staff) {
  const OrderRefund refund = *db::find_refund(tx, closing.refund);
  json::Writer body;
  body.text("id", closing.public_id)
      .object("refund",
              staff_refund_json(refund, db::find_order(tx, refund.order_id)->public_id, call.language))
      .text("ending", to_word(closing.ending))
      .maybe_text("reference", closing.reference.empty() ? std::nullopt : std::optional(closing.reference))
      .text("reason", closing.reason)
      .text("state", to_word(closing.state))
      .maybe_text("proposed_by", staff.name(closing.proposed_by))
      .time("proposed_at", closing.proposed_at)
      .maybe_time("absent_at", closing.absent_at)
      .maybe_text("decided_by", staff.name(closing.decided_by))
      .maybe_time("decided_at", closing.decided_at);
  return body;
}

json::Writer shown_closing(const Call& call, db::Tx& tx, const RefundClosing& closing) {
  StaffNames staff(tx);
  auto shown = closing_json(call, tx, closing, staff);
  call.audit = {"refund_closing:" + closing.public_id, "", shown.str(), closing.reason};
  return shown;
}

Result<Reply> decide_closing(const Call& call, db::Tx& tx, bool is_approved) {
  const auto public_id = call.public_id_in_path("closing");
  if (!public_id) return public_id.error();
  const flows::DecideRefundClosing command{*public_id, call.caller.staff, is_approved,
                                           call.app.options.orders};
  const auto decided = flows::decide_refund_closing(tx, command, call.now);
  if (!decided) return decided.error();
  return ok(shown_closing(call, tx, *decided));
}

}  // namespace

Result<Reply> list_refund_closings(const Call& call, db::Tx& tx) {
  using enum RefundClosingState;
  constexpr std::array states{open, applied, refused};
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state = query.maybe_one_of("state", {"open", "applied", "refused"});
  if (auto refusal = query.refusal()) return *refusal;
  const auto page = db::list_refund_closings(tx, states.at(state.value_or(0)), {list.after.id, list.limit});
  StaffNames staff(tx);
  return ok_list(call, page.items, page.next,
                 [&](const RefundClosing& one) { return closing_json(call, tx, one, staff); });
}

Result<Reply> propose_refund_closing(const Call& call, db::Tx& tx) {
  const auto public_id = call.public_id_in_path("refund");
  if (!public_id) return public_id.error();
  json::Reader body(call.request.body);
  flows::ProposeRefundClosing command;
  command.public_id = call.new_public_id();
  command.staff = call.caller.staff;
  command.refund_public_id = *public_id;
  const bool is_called_off = body.one_of("ending", {"called_off", "paid_elsewhere"}) == 0;
  command.ending = is_called_off ? RefundEnding::called_off : RefundEnding::paid_elsewhere;
  command.reference = body.maybe_text("reference", {1, kRefundClosingReferenceMax}).value_or("");
  command.reason = body.text("reason", {1, kRefundClosingReasonMax});
  if (auto refused = body.refusal()) return *refused;
  const auto closing = flows::propose_refund_closing(tx, command, call.now);
  if (!closing) return closing.error();
  return created(shown_closing(call, tx, *closing));
}

Result<Reply> approve_refund_closing(const Call& call, db::Tx& tx) { return decide_closing(call, tx, true); }

Result<Reply> refuse_refund_closing(const Call& call, db::Tx& tx) { return decide_closing(call, tx, false); }

}  // namespace fenrun::server::console
