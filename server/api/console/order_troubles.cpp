// Money of orders that a person must look at: refunds by their state, refunds whose orders have not come, and
// reports that fit no order.
#include "db/order/notify_inbox.hpp"
#include "db/order/order.hpp"
#include "db/order/refund.hpp"
#include "server/api/console/handlers.hpp"
#include "server/api/order_view.hpp"

namespace fenrun::server::console {
namespace {

constexpr RefundState kRefundStates[] = {RefundState::requested, RefundState::processing,
                                         RefundState::abnormal, RefundState::succeeded, RefundState::closed};

json::Writer parked_refund_json(const db::WaitingRefund& waiting) {
  json::Writer body;
  return body.text("source", waiting.refund.source)
      .text("external_no", waiting.refund.external_no)
      .text("refund_no", waiting.refund.refund_no)
      .fen("amount_fen", waiting.refund.amount_fen)
      .time("parked_at", waiting.parked_at);
}

json::Writer suspense_json(const db::NotedSuspense& noted) {
  json::Writer body;
  return body.row_id("id", noted.id)
      .text("source", noted.source)
      .text("reason", noted.reason)
      .text("order_no", noted.out_trade_no)
      .text("reference", noted.reference)
      .fen("amount_fen", noted.amount_fen)
      .time("created_at", noted.created_at);
}

}  // namespace

Result<Reply> list_refunds(const Call& call, db::Tx& tx) {
  Query query(call.request.target);
  const ListQuery list = call.list_in(query);
  const auto state =
      query.maybe_one_of("state", {"requested", "processing", "abnormal", "succeeded", "closed"});
  if (auto refused = query.refusal()) return *refused;
  const RefundState wanted = state ? kRefundStates[*state] : RefundState::abnormal;
  const auto page = db::list_refunds(tx, wanted, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, [&](const OrderRefund& refund) {
    auto shown = refund_json(refund);
    return shown.text("order", db::find_order(tx, refund.order_id)->public_id);
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
  const auto reason = query.maybe_text("reason", {1, 32});
  if (auto refused = query.refusal()) return *refused;
  const auto page = db::list_suspense(tx, reason, {list.after.id, list.limit});
  return ok_list(call, page.items, page.next, suspense_json);
}

}  // namespace fenrun::server::console
